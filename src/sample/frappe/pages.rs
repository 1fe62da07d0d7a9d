//! Pages that a browser asks for: the sign-in, and the desk with the token that changes need from then on.

use serde_json::json;

use super::login::Who;
use super::reply::Reply;
use super::rights::GUEST;
use super::site::Site;
use crate::sample::store::digest;

/// Answers a request for a page.
pub(super) fn answer(site: &mut Site, who: &Who, path: &str) -> Reply {
    let desk = site.flavour().desk();
    if path == "/" || path == "/login" {
        return with_cookie(Reply::html(200, "Login", "This is a sample; it has no pages."), who);
    }
    if path != desk && !path.starts_with(&format!("{desk}/")) {
        return Reply::html(404, "Not Found", "There is nothing here.");
    }
    if who.user != GUEST && who.sid.is_some() {
        return shown(site, who);
    }
    let mut reply = Reply::html(301, "Redirecting", "Sign in first.");
    reply.headers.push(("location", format!("/login?redirect-to={desk}")));
    reply
}

fn shown(site: &mut Site, who: &Who) -> Reply {
    if site.store.text("User", &who.user, "user_type") != "System User" {
        return Reply::html(403, "Not Permitted", "You are not permitted to access this page.");
    }
    let sid = who.sid.clone().unwrap_or_default();
    let token = digest(&format!("csrf {sid}"));
    site.store.set("Sessions", &sid, "csrf_token", json!(token));
    site.store.commit();
    let page = format!("<!doctype html>\n<title>Desk</title>\n<script>frappe.csrf_token = \"{token}\";</script>\n");
    with_cookie(Reply::page(200, page), who)
}

fn with_cookie(mut reply: Reply, who: &Who) -> Reply {
    reply.headers.push(("set-cookie", who.cookie()));
    reply
}
