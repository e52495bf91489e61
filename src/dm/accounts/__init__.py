"""Who may work in the console: users, passwords, one-time passwords, API tokens."""

from dm.accounts.passwords import MIN_LENGTH, same_secret
from dm.accounts.store import (
    Account,
    add_token,
    add_user,
    change_password,
    find_account,
    list_accounts,
    log_in,
    reset_password,
    set_active,
    set_language,
    token_account,
)

__all__ = [
    "MIN_LENGTH",
    "Account",
    "add_token",
    "add_user",
    "change_password",
    "find_account",
    "list_accounts",
    "log_in",
    "reset_password",
    "same_secret",
    "set_active",
    "set_language",
    "token_account",
]
