"""What /metrics tells: counted in memory that all workers share, written as text for Prometheus."""
