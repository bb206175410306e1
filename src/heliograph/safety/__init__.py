"""From a report to a reasoned decision and its appeal: the records, the rules and the use cases."""
