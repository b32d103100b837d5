"""Small bank transfers (对公打款) to companies that are to show that an account is theirs."""
