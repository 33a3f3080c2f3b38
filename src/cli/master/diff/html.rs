//! A difference as a page of HTML that needs nothing else.

use std::fmt::Write;

use jpfhir::diagnostics::render::{Language, language_code};

use super::Described;
use super::human::{counts, shown, word};

const STYLE: &str = "body{font:14px/1.6 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#222}\
table{border-collapse:collapse;width:100%}th,td{padding:.3rem .6rem;border-bottom:1px solid #ddd;text-align:left;\
vertical-align:top}th{position:sticky;top:0;background:#fff}.added td:first-child{color:#17633a}\
.retired td:first-child{color:#a11}.changed td:first-child{color:#8a5a00}.revived td:first-child{color:#1a4fa0}\
code{font-family:ui-monospace,monospace}del{color:#a11}ins{color:#17633a;text-decoration:none}";

pub(super) fn write(described: &Described<'_>, language: Language) -> String {
    let title = format!("{} → {}", described.before, described.after);
    let heads = match language {
        Language::English => ["Change", "Code", "Name", "What"],
        Language::Japanese => ["区分", "コード", "名称", "内容"],
    };
    let heads: String = heads.iter().map(|head| format!("<th>{head}</th>")).collect();
    let mut page = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<meta charset=\"utf-8\">\n<title>{title}</title>\n<style>{STYLE}</style>\n\
         <h1>{title}</h1>\n<p>{}</p>\n<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n",
        language_code(language),
        escape(&counts(described, language)),
    );
    for entry in &described.changes {
        let mut what = Vec::new();
        if !entry.successor.is_empty() {
            what.push(format!("→ <code>{}</code>", escape(&entry.successor)));
        }
        what.extend(entry.fields.iter().map(|field| {
            let (before, after) = (escape(shown(field.before)), escape(shown(field.after)));
            format!("{}: <del>{before}</del> → <ins>{after}</ins>", escape(field.label))
        }));
        // Writing to a string cannot fail.
        let _ = writeln!(
            page,
            "<tr class=\"{}\"><td>{}</td><td><code>{}</code></td><td>{}</td><td>{}</td></tr>",
            entry.change,
            word(entry.change, language),
            escape(&entry.code),
            escape(entry.name),
            what.join("<br>"),
        );
    }
    page.push_str("</tbody>\n</table>\n</html>\n");
    page
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            c => escaped.push(c),
        }
    }
    escaped
}
