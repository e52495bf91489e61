"""Letters as many hands write them, with people as lists have them: do all of them look as WeasyPrint prints them?"""
