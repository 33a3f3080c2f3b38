//! Paths as URIs.

use std::path::Path;

/// The `file:` URI of a path (RFC 8089); standard input is `/dev/stdin`.
pub fn file_uri(base: &Path, path: &Path) -> String {
    let path = if path == Path::new("-") { Path::new("/dev/stdin").to_owned() } else { base.join(path) };
    let text = slashes(&path);
    let slash = if text.starts_with('/') { "" } else { "/" };
    format!("file://{slash}{}", encoded(&text))
}

/// The path as a relative reference (RFC 3986), or as a `file:` URI when it is absolute.
pub fn reference(name: &str) -> String {
    let path = Path::new(name);
    if name == "-" || path.is_absolute() {
        return file_uri(Path::new(""), path);
    }
    let text = slashes(path);
    let text = text.strip_prefix("./").unwrap_or(&text);
    // A colon in the first part would make it a scheme.
    encoded(text).replacen(':', "%3A", usize::from(text.split('/').next().is_some_and(|part| part.contains(':'))))
}

/// The path with the slashes of URIs and without steps that lead nowhere.
pub fn slashes(path: &Path) -> String {
    let text = path.to_string_lossy();
    let text = if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() };
    text.replace("/./", "/")
}

fn encoded(text: &str) -> String {
    let mut uri = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' | b':' => uri.push(byte as char),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris() {
        let base = Path::new("/home/me");
        for (path, uri) in [
            ("a b.json", "file:///home/me/a%20b.json"),
            ("患者.json", "file:///home/me/%E6%82%A3%E8%80%85.json"),
            ("/x/y#z.json", "file:///x/y%23z.json"),
            ("./a.json", "file:///home/me/a.json"),
            ("-", "file:///dev/stdin"),
        ] {
            assert_eq!(file_uri(base, Path::new(path)), uri);
        }
    }

    #[test]
    fn relative_paths_stay_relative() {
        for (path, uri) in [
            ("a b.json", "a%20b.json"),
            ("./送付/a.json", "%E9%80%81%E4%BB%98/a.json"),
            ("a:b/c:d.json", "a%3Ab/c:d.json"),
            ("/x.json", "file:///x.json"),
            ("-", "file:///dev/stdin"),
        ] {
            assert_eq!(reference(path), uri);
        }
    }
}
