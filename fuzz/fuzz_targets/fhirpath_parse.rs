//! Reading any text as FHIRPath neither panics nor points outside the text.

#![no_main]

use jpfhir::fhirpath::parse;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: String| match parse(&text) {
    Ok(ast) => {
        for span in ast.spans.iter().chain(&ast.name_spans) {
            assert!(text.get(span.range()).is_some(), "{span:?}");
        }
    }
    Err(fault) => assert!(text.get(fault.span.range()).is_some(), "{:?}", fault.span),
});
