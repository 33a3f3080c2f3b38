//! Reading any text as JSON neither panics nor points outside the text.

#![no_main]

use jpfhir::document::Document;
use jpfhir::source::Source;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: String| {
    let (document, diagnostics) = Document::parse_json(Source::new("fuzz", text));
    let length = document.source.text().len() as u32;
    for diagnostic in diagnostics.iter().flat_map(|d| std::iter::once(d).chain(&d.causes)) {
        assert!(diagnostic.span.start <= diagnostic.span.end && diagnostic.span.end <= length);
        document.source.position(diagnostic.span.start);
    }
    for id in 0..document.len() as u32 {
        let element = document.element(id);
        assert!(element.span().end <= length && element.name_span().end <= length);
        element.value();
        element.fhirpath();
    }
});
