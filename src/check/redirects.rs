//! `[redirects]` leads to pages: not to nothing, in a circle, or by way of another redirect.

use crate::config::Redirect;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Known, Page, Site};
use crate::path::{SourcePath, UrlPath};

/// The redirects of the settings that lead to no page, or by a way round.
pub(super) fn check(site: &Site) -> Vec<Diagnostic> {
    site.config.redirects.iter().filter_map(|redirect| of_redirect(site, redirect)).collect()
}

fn of_redirect(site: &Site, redirect: &Redirect) -> Option<Diagnostic> {
    let (from, to) = (&redirect.from.value, &redirect.to.value);
    let fault = |code, message: String| {
        Diagnostic::new(code, &SourcePath::settings(), redirect.to.span, message).key("redirects")
    };
    match end(site, redirect) {
        End::Page(end) if end == to => None,
        End::Page(end) => {
            let fault =
                fault(Code::RedirectChain, format!("`{from}` leads to `{to}`, which redirects to `{end}`"));
            let title = format!("redirect to `{end}` directly");
            Some(fault.help(title.clone()).fix(title, redirect.to.span, format!("\"{end}\"")))
        }
        End::Circle => {
            let fault = fault(Code::BrokenRedirect, format!("`{from}` leads in a circle"));
            Some(fault.help("point it to a page"))
        }
        End::Gone(end) => {
            let fault = fault(Code::BrokenRedirect, format!("`{from}` leads to `{end}`, which is gone"));
            Some(fault.help("list it under `[gone]` too, instead of the redirect"))
        }
        End::Nothing(end) => Some(lost(site, end, fault(Code::BrokenRedirect, String::new()), from)),
    }
}

/// Where a redirect ends.
enum End<'s> {
    Page(&'s UrlPath),
    Circle,
    Gone(&'s UrlPath),
    Nothing(&'s UrlPath),
}

fn end<'s>(site: &'s Site, redirect: &'s Redirect) -> End<'s> {
    let mut at = &redirect.to.value;
    for _ in 0..=site.config.redirects.len() + 1 {
        if *at == redirect.from.value {
            return End::Circle;
        }
        match site.route(at).map(|route| &route.page) {
            None | Some(Page::AlertWithoutNote) => return End::Nothing(at),
            Some(Page::Redirect(next)) => at = next,
            Some(Page::Gone(_)) => return End::Gone(at),
            Some(_) => return End::Page(at),
        }
    }
    End::Circle
}

fn lost(site: &Site, end: &UrlPath, mut fault: Diagnostic, from: &UrlPath) -> Diagnostic {
    if let Some((path, Known::Draft)) = site.left_out_at(end) {
        fault.message = format!("`{from}` leads to a draft, which is not published");
        return fault.help(format!("publish `{path}` first, or point it to an existing page"));
    }
    fault.message = format!("`{from}` leads to `{end}`, and no page of the site has that address");
    let pages = site.routes.iter().filter(|route| route.page.is_from_template());
    match crate::suggest::nearest(end.as_str(), pages.map(|route| route.url.as_str())) {
        Some(near) => fault.help(format!("did you mean `{near}`?")),
        None => fault.help("write the address of a page, such as `/notes/`"),
    }
}
