"""What the tenant's hiring looks like in numbers: each report is one table with its picture."""
