"""Read AliExpress order pages: a snapshot goes in, orders, parcels and stores come out."""
