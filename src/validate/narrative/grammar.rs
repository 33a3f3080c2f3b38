//! Which elements and attributes a narrative may have, and which element may stand in which.
//!
//! R4 §2.4.2 takes chapters 7 to 11 (without 9.4) and 15 of HTML 4.0, without what is deprecated there, links and images.

const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "acronym",
    "address",
    "area",
    "b",
    "bdo",
    "big",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "kbd",
    "li",
    "map",
    "ol",
    "p",
    "pre",
    "q",
    "samp",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "tt",
    "ul",
    "var",
];

/// Attributes that every element may have.
const ATTRIBUTES: &[&str] = &[
    "abbr",
    "accesskey",
    "align",
    "axis",
    "char",
    "charoff",
    "class",
    "colspan",
    "dir",
    "headers",
    "id",
    "lang",
    "rowspan",
    "scope",
    "span",
    "style",
    "tabindex",
    "title",
    "valign",
    "width",
    "xml:lang",
];

/// Attributes of single elements.
const OWN_ATTRIBUTES: &[(&str, &[&str])] = &[
    ("a", &["charset", "coords", "href", "hreflang", "name", "rel", "rev", "shape", "type"]),
    ("area", &["alt", "coords", "href", "nohref", "shape"]),
    ("blockquote", &["cite"]),
    ("img", &["alt", "border", "height", "ismap", "longdesc", "src", "usemap"]),
    ("map", &["name"]),
    ("pre", &["space", "xml:space"]),
    ("q", &["cite"]),
    ("table", &["border", "cellpadding", "cellspacing", "frame", "rules", "summary"]),
    ("td", &["nowrap"]),
    ("th", &["nowrap"]),
];

/// Whether a narrative may have this element.
pub(super) fn is_allowed(element: &str) -> bool {
    ELEMENTS.contains(&element)
}

/// Whether a narrative may have this attribute on this element; namespace declarations are not asked for.
pub(super) fn is_allowed_attribute(element: &str, attribute: &str) -> bool {
    ATTRIBUTES.contains(&attribute)
        || OWN_ATTRIBUTES.iter().any(|(e, attributes)| *e == element && attributes.contains(&attribute))
}

/// The elements one of which must be the parent of this one; empty when any may be.
pub(super) fn parents(element: &str) -> &'static [&'static str] {
    match element {
        "li" => &["ul", "ol"],
        "dt" | "dd" => &["dl"],
        // The Java validator takes cells directly in thead and tfoot too, and documents use it.
        "td" | "th" => &["tr", "thead", "tfoot"],
        "tr" => &["table", "thead", "tbody", "tfoot"],
        "caption" | "colgroup" | "thead" | "tbody" | "tfoot" => &["table"],
        "col" => &["colgroup", "table"],
        _ => &[],
    }
}

/// The only children that this element may have; `None` when it may have text.
pub(super) fn children(element: &str) -> Option<&'static [&'static str]> {
    Some(match element {
        "ul" | "ol" => &["li"],
        "dl" => &["dt", "dd"],
        "table" => &["caption", "col", "colgroup", "thead", "tbody", "tfoot", "tr"],
        "thead" | "tfoot" => &["tr", "td", "th"],
        "tbody" => &["tr"],
        "tr" => &["td", "th"],
        "colgroup" => &["col"],
        "br" | "hr" | "img" | "col" | "area" => &[],
        _ => return None,
    })
}

/// Whether this element holds running text, in which no block may stand.
pub(super) fn holds_text(element: &str) -> bool {
    matches!(
        element,
        "a" | "abbr"
            | "acronym"
            | "address"
            | "b"
            | "bdo"
            | "big"
            | "caption"
            | "cite"
            | "code"
            | "dfn"
            | "em"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "i"
            | "kbd"
            | "p"
            | "pre"
            | "q"
            | "samp"
            | "small"
            | "span"
            | "strong"
            | "sub"
            | "sup"
            | "tt"
            | "var"
    )
}

/// Whether this element is a block that may not stand in running text of `container`.
pub(super) fn is_block(element: &str, container: &str) -> bool {
    matches!(element, "div" | "table" | "ol" | "ul" | "pre")
        || (container == "p" && matches!(element, "p" | "blockquote"))
}
