//! Findings that follow from a contradiction of the official material: each names it by its letter as a cause.
//!
//! Both readings find the same here, because FHIR or the profile decides; the default one says why the guide seems to
//! allow what is found.

use crate::diagnostics::{Diagnostic, Fact};
use crate::document::{Document, Element, known};
use crate::messages;

use super::look::{codings, first, identifiers};

messages! {
    TAG = "guide-contradiction-f", Information, Informational {
        en: "the value set of the tag lists MedicationRequest, a condition of the same profile refuses it (known defect f)", "";
        ja: "タグの値セットには MedicationRequest がありますが、同じプロファイルの制約が認めていません (既知の不具合 f)", "";
        explain: "Prescriptions are not sent by themselves: the condition is right, the value set of the tag lists one code too many.";
    }
    END = "guide-contradiction-g", Information, Informational {
        en: "texts of the guide write the end of a condition with `active`, which FHIR refuses by con-4 (known defect g)", "";
        ja: "ガイドの本文には active のまま転帰日を書く例がありますが、FHIR の con-4 が認めていません (既知の不具合 g)", "";
        explain: "A condition that has ended is remission or resolved (R4, con-4), whatever early texts of the guide say.";
    }
    UNKNOWN = "guide-contradiction-h", Information, Informational {
        en: "texts of the guide name the state `unknown`, which the value set of FHIR does not have (known defect h)", "";
        ja: "ガイドの本文には unknown がありますが、FHIR の値セットにはありません (既知の不具合 h)", "";
        explain: "The states of a condition are those of R4; `unknown` is not one of them.";
    }
    DISPLAY = "guide-contradiction-i", Information, Informational {
        en: "a table of the guide leaves out the display of codes for what is not coded, the profile asks for it (known defect i)", "";
        ja: "表では未コード化用コードの display を不要としていますが、プロファイルは必須としています (既知の不具合 i)", "";
        explain: "The profile demands a display of every code of an allergen, also of the codes for what is not coded.";
    }
    ORDER = "guide-contradiction-l", Information, Informational {
        en: "a table of the guide prints an OID for the number within the Rp, the profile asks for MedicationAdministrationIndex (known defect l)", "";
        ja: "表では RP 内番号の system が OID ですが、プロファイルは MedicationAdministrationIndex としています (既知の不具合 l)", "";
        explain: "The number of a drug within its Rp has the system http://jpfhir.jp/fhir/core/mhlw/IdSystem/MedicationAdministrationIndex.";
    }
    VALUE = "guide-contradiction-n", Information, Informational {
        en: "a table of the guide lists all types of FHIR for the result, the profile allows three (known defect n)", "";
        ja: "表には結果値の型として FHIR の全種類がありますが、プロファイルは 3 種類だけを認めています (既知の不具合 n)", "";
        explain: "A result is a Quantity, a CodeableConcept or a string.";
    }
    OTHERS = "guide-contradiction-r", Information, Informational {
        en: "the guide says that resources of other types are dropped, the profile refuses them (known defect r)", "";
        ja: "ガイドの本文では対象外のリソースは破棄するとしていますが、プロファイルは認めていません (既知の不具合 r)", "";
        explain: "The slicing of the entries is closed, so a Bundle with a resource of another type is refused as a whole.";
    }
    MODIFIER = "guide-contradiction-t", Information, Informational {
        en: "a table of the guide allows a modifier by text alone, the profile asks for its code (known defect t)", "";
        ja: "表では修飾語をテキストだけで書けますが、プロファイルは修飾語管理番号を必須としています (既知の不具合 t)", "";
        explain: "A prefix or postfix of a disease name is coded by its 修飾語管理番号.";
    }
    STATUS = "guide-contradiction-w", Information, Informational {
        en: "HS036 has orders that are active, JP-CLINS has orders that are completed (known defect w)", "";
        ja: "HS036 の処方は active、JP-CLINS の処方は completed です (既知の不具合 w)", "";
        explain: "An order of a 電子処方箋 is active; the same order sent within a document of JP-CLINS is completed.";
    }
}

/// Names the contradictions behind findings.
pub fn explain(document: &Document, found: &mut [Diagnostic]) {
    for finding in found {
        let Some(element) = finding.node.map(|node| document.element(node)) else { continue };
        if let Some((message, at)) = behind(finding, element) {
            finding.causes.push(Diagnostic::new(message, at.span()).at(at.id()));
        }
    }
}

type Behind<'a> = Option<(&'static crate::diagnostics::Message, Element<'a>)>;

fn behind<'a>(finding: &Diagnostic, element: Element<'a>) -> Behind<'a> {
    let text = |name: &str| match finding.fact(name) {
        Some(Fact::Text(text)) => &**text,
        _ => "",
    };
    match (finding.message.id, text("key"), text("element")) {
        ("invariant", "bundle-meta-tag-resourceType-valid", _) => {
            let tags = element.child(known::META).into_iter().flat_map(|meta| meta.children_named(known::TAG));
            tags.filter_map(|tag| tag.child(known::CODE))
                .find(|c| c.value() == Some("MedicationRequest"))
                .map(|c| (&TAG, c))
        }
        ("invariant", "con-4", _) => {
            let mut codes = first(element, &[known::CLINICAL_STATUS]).into_iter().flat_map(codings);
            codes.find(|coding| coding.child_value(known::CODE) == Some("active")).map(|coding| (&END, coding))
        }
        ("code-not-in-value-set", _, "Condition.clinicalStatus") => {
            element.child(known::CODE).filter(|code| code.value() == Some("unknown")).map(|code| (&UNKNOWN, code))
        }
        ("cardinality-minimum", _, "AllergyIntolerance.code.coding.display") => {
            let is_uncoded = |code: &str| ["D9M", "D9F", "D9N"].iter().any(|start| code.starts_with(start));
            element.child(known::CODE).filter(|code| code.value().is_some_and(is_uncoded)).map(|code| (&DISPLAY, code))
        }
        ("slice-minimum", _, "MedicationRequest.identifier") => {
            identifiers(element, PRINTED_INDEX).next().map(|identifier| (&ORDER, identifier))
        }
        ("type-not-allowed", _, "Observation.value[x]") => Some((&VALUE, element)),
        ("slice-none-matches", _, "Bundle.entry") => {
            let resource = element.child(known::RESOURCE)?;
            resource.resource_type().filter(|name| !SENT.contains(name)).map(|_| (&OTHERS, resource))
        }
        ("slice-minimum", _, "Extension.value[x].coding") => {
            let url = element.parent()?.child_value(known::URL)?;
            let is_modifier = url.ends_with("fixModifier") && element.child(known::TEXT).is_some();
            is_modifier.then_some((&MODIFIER, element))
        }
        ("value-fixed", _, _) if element.value() == Some("active") => {
            let order = element.parent()?;
            let is_order = element.name() == known::STATUS && order.resource_type() == Some("MedicationRequest");
            is_order.then_some((&STATUS, element))
        }
        _ => None,
    }
}

/// What a table of the guide prints for the number within the Rp.
const PRINTED_INDEX: &str = "urn:oid:1.2.392.100495.20.3.82";
/// The types that the slices of a Bundle of the five kinds of information have.
const SENT: [&str; 5] = ["Patient", "Condition", "AllergyIntolerance", "Observation", "MedicationRequest"];
