"""What the safety slice keeps, in the same database and the same commits as everything else."""
