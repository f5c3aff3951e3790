"""The durable event log: what every client is told, in the order in which it became true."""
