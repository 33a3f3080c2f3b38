//! DIS: 退院時サマリー. (What its encounter holds is judged by ENC-04.)

use crate::document::{Element, known};

use super::encounter::sections;
use super::look::{first, has};
use super::rule::{On, Targets, rules};
use super::scene::{Found, Scene};

rules! {
    COURSE = "DIS-05", Warning, Required {
        targets: Targets::DISCHARGE, on: On::Document, check: course,
        source: "JP-CLINS 退院時サマリー 入院中経過";
        en: "the course of the stay is empty", "write it into the DocumentReference of the section 333";
        ja: "入院中経過の内容がありません", "セクション 333 の DocumentReference に内容を書いてください";
        explain: "The course of the stay (入院中経過) is told by a DocumentReference that has a content, or by the text of its section.";
    }
}

fn course(scene: &Scene<'_>, _: Element<'_>, found: &mut Found<'_, '_>) {
    let Some(composition) = scene.composition() else { return };
    let mut courses = Vec::new();
    sections(composition, "333", &mut courses);
    for section in courses.into_iter().filter(|section| !has(*section, known::TEXT)) {
        let targets = section.children_named(known::ENTRY).filter_map(|entry| scene.target_of(entry));
        for document in targets.filter(|target| target.resource_type() == Some("DocumentReference")) {
            let attachment = first(document, &[known::CONTENT, known::ATTACHMENT]);
            let data = attachment.and_then(|a| a.child(known::DATA).or(a.child(known::URL)));
            let place = attachment.unwrap_or(document);
            // An attachment without content is spoken of by DOC-16.
            if data.is_some_and(|data| data.value().is_none_or(|text| text.trim().is_empty())) || attachment.is_none() {
                found.say(found.about(place));
            }
        }
    }
}
