//! The HTML report in a headless Chromium: it renders, its filters work, no request leaves.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{findings, report};

fn browser() -> Option<PathBuf> {
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    let folders: Vec<PathBuf> = std::env::split_paths(&std::env::var_os("PATH")?).collect();
    names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|path| path.is_file())
}

/// Uses the page as a reader would, and writes what it sees into an element that is read back.
const VISIT: &str = include_str!("visit.html");

fn visit(browser: &Path, page: &str) -> serde_json::Value {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("report.html");
    std::fs::write(&path, page.replace("</body>", &format!("{VISIT}</body>"))).expect("it can be written");
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"])
        .args(["--disable-background-networking", "--disable-component-update", "--dump-dom"])
        .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
        .arg(format!("file://{}", path.display()))
        .output()
        .expect("the browser runs");
    let dom = String::from_utf8_lossy(&output.stdout);
    let start = dom.find("<pre id=\"seen\">").unwrap_or_else(|| panic!("the page failed: {dom}")) + 15;
    let text = &dom[start..start + dom[start..].find("</pre>").expect("it ends")];
    serde_json::from_str(text).expect("it is JSON")
}

#[test]
fn the_page_works_in_a_browser() {
    let Some(browser) = browser() else {
        println!("skipped: no Chromium is installed");
        return;
    };
    let seen = visit(&browser, &report("html", &["--lang", "en"]));
    let findings = findings();
    let with = |id: &str| findings.iter().filter(|finding| finding["id"] == id).count();
    assert_eq!(seen["language"], "en");
    assert_eq!(seen["all"], findings.len());
    assert_eq!(seen["marks"], findings.len());
    assert_eq!(seen["rendered"], true, "{seen}");
    assert!(seen["bars"].as_u64() > Some(4), "{seen}");
    assert_eq!(seen["id"], with("time-zone-missing"));
    assert_eq!((&seen["none"], &seen["mild"]), (&0.into(), &0.into()), "only errors are in the report: {seen}");
    assert!(seen["file"].as_u64() > Some(0) && seen["file"].as_u64() < Some(findings.len() as u64), "{seen}");
    assert_eq!((&seen["switched"], &seen["translated"]), (&"ja".into(), &true.into()), "{seen}");
    assert_eq!(seen["requests"], 0, "{seen}");
    let head = |seen: &serde_json::Value| seen["head"].as_str().map(str::to_owned).expect("there is a head");
    assert!(!head(&seen).contains("not shown"), "{seen}");
    let most = (findings.len() - 1).to_string();
    let cut = visit(&browser, &report("html", &["--lang", "en", "--max-findings", &most]));
    assert!(head(&cut).ends_with(" · 1 not shown"), "{cut}");
}
