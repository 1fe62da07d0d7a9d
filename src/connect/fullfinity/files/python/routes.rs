//! `routes/*.py`: the addresses that a module serves, and for whom (`security/route-authentication`, `guides/custom-routes`).

use super::lexer::{Kind, Token};
use super::stream::{arguments, call, closing, is, name, statements, text, texts};

/// For whom an address is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Auth {
    /// For employees: what holds where nothing is said.
    Internal,
    /// For whoever signs in.
    User,
    /// For callers without a login, too.
    Public,
    /// Nobody can tell from the text.
    Unread(String),
}

/// An address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Route {
    pub(crate) path: Option<String>,
    pub(crate) methods: String,
    pub(crate) auth: Auth,
    /// Served by the framework itself (`@router.…`), which the documentation discourages.
    pub(crate) raw: bool,
    pub(crate) line: u64,
    pub(crate) column: u64,
}

/// The addresses of a file.
pub(crate) fn routes(tokens: &[Token]) -> Vec<Route> {
    let mut found = Vec::new();
    block(tokens, 0, &mut found);
    found
}

fn block(tokens: &[Token], depth: usize, found: &mut Vec<Route>) {
    let mut waiting: Vec<Route> = Vec::new();
    for statement in statements(tokens) {
        let first = statement.line.first();
        if is(first, '@') {
            waiting.extend(statement.line.get(1..).and_then(decorator));
            continue;
        }
        let function = matches!(first.and_then(name), Some("def" | "async"));
        for mut route in waiting.drain(..) {
            if route.raw && function {
                route.auth = dependency(&route.auth, statement.line);
            }
            found.push(route);
        }
        if !function && depth < 20 {
            block(statement.block, depth + 1, found);
        }
    }
    found.append(&mut waiting);
}

/// `@route("/path", auth="…")` or `@router.get("/path")`.
fn decorator(tokens: &[Token]) -> Option<Route> {
    let (called, inside, _) = call(tokens)?;
    let raw = match called {
        "route" => false,
        "get" | "post" | "put" | "patch" | "delete" | "head" | "options" | "websocket" | "api_route" => {
            let object = tokens.first().and_then(name)?;
            if !(object.ends_with("router") || object == "app") {
                return None;
            }
            true
        }
        _ => return None,
    };
    let at = tokens.first()?;
    let methods = if raw && called != "api_route" { called.to_uppercase() } else { "GET".to_owned() };
    let auth =
        if raw { Auth::Unread("a raw FastAPI address without a known `Depends`".to_owned()) } else { Auth::Internal };
    let mut route = Route { path: None, methods, auth, raw, line: at.line, column: at.column };
    for (place, (key, value)) in arguments(inside).into_iter().enumerate() {
        match key {
            None if place == 0 => route.path = text(value),
            Some("path") => route.path = text(value),
            Some("methods") => {
                route.methods = texts(value).map_or_else(|| "?".to_owned(), |methods| methods.join(","));
            }
            Some("auth") => route.auth = auth_of(text(value).as_deref()),
            Some("dependencies") if raw => route.auth = dependency(&route.auth, value),
            None if is(value.first(), '*') => {
                route.auth = Auth::Unread("its arguments are worked out when it runs".to_owned());
            }
            _ => {}
        }
    }
    Some(route)
}

/// Of the three values only `internal` is in what was read of the documentation; the others are taken by the names of the
/// functions that they stand for (`requires_user`, `allows_public`).
fn auth_of(value: Option<&str>) -> Auth {
    match value {
        Some("internal") => Auth::Internal,
        Some("user") => Auth::User,
        Some("public") => Auth::Public,
        Some(other) => Auth::Unread(format!("`auth=\"{other}\"` is not documented")),
        None => Auth::Unread("its `auth` is no plain text".to_owned()),
    }
}

/// `Depends(requires_internal)` in a signature or in `dependencies=[…]`.
fn dependency(otherwise: &Auth, tokens: &[Token]) -> Auth {
    let mut found = otherwise.clone();
    for (at, token) in tokens.iter().enumerate() {
        if name(token) != Some("Depends") || !is(tokens.get(at + 1), '(') {
            continue;
        }
        let inside = closing(tokens, at + 1).and_then(|end| tokens.get(at + 2..end)).unwrap_or_default();
        let last = inside.iter().rev().find(|token| matches!(token.kind, Kind::Name(_))).and_then(name);
        match last {
            Some("requires_internal") => return Auth::Internal,
            Some("requires_user") => return Auth::User,
            Some("allows_public") => found = Auth::Public,
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::super::lexer::lex;
    use super::*;

    #[test]
    fn addresses_are_read_with_whom_they_are_for() {
        let source = r#"
class Shop(Controller):
    @route("/shop", auth="public")
    async def shop(self): ...

    @route("/account", methods=["GET", "POST"], auth='user')
    @cached
    def account(self):
        # @route("/not", auth="public")
        return "@route('/nor', auth='public')"

    @route("/back")
    def back(self): ...

    @route(PATH, auth=AUTH)
    def other(self): ...

    @route("/odd", auth="portal")
    def odd(self): ...

@router.get("/raw")
async def raw(user=Depends(allows_public)): ...

@router.post("/guarded", dependencies=[Depends(auth.requires_internal)])
def guarded(): ...

@api_router.delete("/open")
def open_to_whom(): ...

@thing.get("key")
def no_route(): ...
"#;
        let mut told = String::new();
        for route in routes(&lex(source).unwrap()) {
            let raw = if route.raw { " raw" } else { "" };
            let _ = writeln!(
                told,
                "{}:{} {} {:?} {:?}{raw}",
                route.line, route.column, route.methods, route.path, route.auth
            );
        }
        insta::assert_snapshot!(told, @r#"
        3:6 GET Some("/shop") Public
        6:6 GET,POST Some("/account") User
        12:6 GET Some("/back") Internal
        15:6 GET None Unread("its `auth` is no plain text")
        18:6 GET Some("/odd") Unread("`auth=\"portal\"` is not documented")
        21:2 GET Some("/raw") Public raw
        24:2 POST Some("/guarded") Internal raw
        27:2 DELETE Some("/open") Unread("a raw FastAPI address without a known `Depends`") raw
        "#);
    }
}
