"""Normal forms of names, companies, phones, e-mails and addresses.

Each module carries a `VERSION`: suppression keys and linking keep the number beside what they made, so that a
better normaliser never revives a person who objected.
"""
