//! *Population*: every account; *Tokens*: every key.

use super::super::RenderError;
use super::as_it_is;
use super::book::{Book, Cell, Look, column};
use crate::findings::Annex;

pub(super) fn population(book: &mut Book, annex: &Annex) -> Result<(), RenderError> {
    // `review` finds accounts by these names.
    let columns = [
        column("Login", 32),
        column("Name", 28),
        column("Mail", 30),
        column("Kind", 12),
        column("Active", 8),
        column("Administers", 12),
        column("Roles", 28),
        column("Groups", 44),
        column("Groups beyond the roles", 34),
        column("Last sign-in", 22),
        column("Second factor", 12),
    ];
    let rows = annex.accounts.iter().map(|account| {
        [
            Cell::text(&account.login),
            Cell::text(&account.name),
            Cell::text(account.email.as_deref().unwrap_or_default()),
            Cell::text(account.kind),
            Cell::text(yes(account.active)),
            Cell::looking(yes(account.administers), if account.administers { Look::Fair } else { Look::Plain }),
            Cell::list(&account.roles),
            Cell::list(&account.groups),
            Cell::list(&account.beyond),
            Cell::text(account.last_login.as_deref().unwrap_or("none on record")),
            Cell::text(account.second_factor.map_or("unknown", yes)),
        ]
    });
    book.table("Population", &columns, 2, rows, as_it_is)
}

pub(super) fn tokens(book: &mut Book, annex: &Annex) -> Result<(), RenderError> {
    let columns = [
        column("Owner", 32),
        column("Kind", 16),
        column("Name", 30),
        column("Scope", 24),
        column("Made", 22),
        column("Ends", 22),
        column("Expired", 10),
    ];
    let rows = annex.tokens.iter().map(|token| {
        [
            Cell::text(&token.owner),
            Cell::text(&token.kind),
            Cell::text(&token.name),
            Cell::text(token.scope.as_deref().unwrap_or("not stored")),
            Cell::text(token.created.as_deref().unwrap_or("unknown")),
            Cell::text(token.expires.as_deref().unwrap_or("never")),
            Cell::text(yes(token.expired)),
        ]
    });
    book.table("Tokens", &columns, 1, rows, as_it_is)
}

fn yes(is: bool) -> &'static str {
    if is { "yes" } else { "no" }
}
