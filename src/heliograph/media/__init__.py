"""Looking at pictures, videos and sounds in processes that can do no harm."""
