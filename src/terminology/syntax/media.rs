//! MIME types (RFC 2045 §5.1, RFC 6838 §4.2).

/// Whether a MIME type, with or without parameters, is well-formed.
pub(super) fn is_well_formed(code: &str) -> bool {
    let mut parts = code.split(';');
    let essence = parts.next().unwrap_or_default().trim_end();
    essence.split_once('/').is_some_and(|(kind, subtype)| is_name(kind) && is_name(subtype)) && parts.all(is_parameter)
}

fn is_parameter(parameter: &str) -> bool {
    let Some((name, value)) = parameter.trim().split_once('=') else { return false };
    let quoted = value.strip_prefix('"').and_then(|v| v.strip_suffix('"'));
    is_token(name) && quoted.map_or_else(|| is_token(value), |v| !v.contains(['"', '\\']))
}

fn is_name(name: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b);
    name.len() <= 127 && name.bytes().next().is_some_and(|b| b.is_ascii_alphanumeric()) && name.bytes().all(allowed)
}

fn is_token(token: &str) -> bool {
    !token.is_empty() && token.bytes().all(|b| b.is_ascii_graphic() && !b"()<>@,;:\\\"/[]?=".contains(&b))
}
