//! Element names as numbers, so that checks compare integers.
//!
//! Definitions add names when they are opened; documents only look names up, so hostile documents cannot grow the table.

use std::collections::HashMap;
use std::sync::{LazyLock, RwLock, RwLockReadGuard};

use foldhash::fast::RandomState;

/// An element name. Names that no definition uses have numbers that count within one document only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Symbol(pub u32);

/// Marks a symbol that is an index into the names of one document.
pub(super) const LOCAL: u32 = 1 << 31;

impl Symbol {
    /// Whether no definition uses this name.
    pub fn is_unknown(self) -> bool {
        self.0 & LOCAL != 0
    }

    /// The name; empty for a symbol that counts within a document (ask the document).
    pub fn text(self) -> &'static str {
        Names::read().text(self)
    }
}

macro_rules! known {
    ($($name:ident = $text:literal),* $(,)?) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        enum Known { $($name),* }
        /// The names that the program itself speaks of.
        #[allow(missing_docs)]
        pub mod known {
            use super::{Known, Symbol};
            $(pub const $name: Symbol = Symbol(Known::$name as u32);)*
        }
        const KNOWN: &[&str] = &[$($text),*];
    };
}

known! {
    RESOURCE_TYPE = "resourceType", ID = "id", EXTENSION = "extension", MODIFIER_EXTENSION = "modifierExtension",
    URL = "url", VALUE = "value", META = "meta", PROFILE = "profile", CONTAINED = "contained", RESOURCE = "resource",
    REFERENCE = "reference", TYPE = "type", IDENTIFIER = "identifier", DISPLAY = "display", SYSTEM = "system",
    CODE = "code", CODING = "coding", TEXT = "text", DIV = "div", STATUS = "status", ENTRY = "entry",
    FULL_URL = "fullUrl", LINK = "link", SECTION = "section", FHIR_COMMENTS = "fhir_comments", VERSION = "version",
    SUBJECT = "subject", REQUEST = "request", RESPONSE = "response", METHOD = "method", SEARCH = "search",
    LANGUAGE = "language", UNIT = "unit", PARAMETER = "parameter", NAME = "name", VALUE_URI = "valueUri",
    OUTCOME = "outcome",
    ABATEMENT_AGE = "abatementAge", ABATEMENT_DATE_TIME = "abatementDateTime", ABATEMENT_PERIOD = "abatementPeriod",
    ABATEMENT_RANGE = "abatementRange", ABATEMENT_STRING = "abatementString",
    ADDITIONAL_INSTRUCTION = "additionalInstruction", ADDRESS = "address", ADMIT_SOURCE = "admitSource",
    ALLOWED_CODEABLE_CONCEPT = "allowedCodeableConcept", AS_NEEDED_BOOLEAN = "asNeededBoolean", ASSERTER = "asserter",
    ATTACHMENT = "attachment", AUTHOR = "author", AUTHOR_REFERENCE = "authorReference", AUTHORED_ON = "authoredOn",
    BASED_ON = "basedOn", BIRTH_DATE = "birthDate", BODY_SITE = "bodySite", BOUNDS_DURATION = "boundsDuration",
    CATEGORY = "category", CITY = "city", CLASS = "class", CLINICAL_STATUS = "clinicalStatus",
    COMPARATOR = "comparator", COMPONENT = "component", CONTENT = "content", CONTENT_TYPE = "contentType",
    COUNTRY = "country", CREATED = "created", CRITICALITY = "criticality", CUSTODIAN = "custodian", DATA = "data",
    DATA_ABSENT_REASON = "dataAbsentReason", DATE = "date", DENOMINATOR = "denominator", DEPENDENT = "dependent",
    DESTINATION = "destination", DIAGNOSIS = "diagnosis", DISCHARGE_DISPOSITION = "dischargeDisposition",
    DISPENSE_REQUEST = "dispenseRequest", DOSAGE_INSTRUCTION = "dosageInstruction", DOSE_AND_RATE = "doseAndRate",
    DOSE_QUANTITY = "doseQuantity", EFFECTIVE_DATE_TIME = "effectiveDateTime", EMPTY_REASON = "emptyReason",
    ENCOUNTER = "encounter", END = "end", EVENT = "event", EVIDENCE = "evidence",
    EXPECTED_SUPPLY_DURATION = "expectedSupplyDuration", FAMILY = "family", GENDER = "gender", GIVEN = "given",
    HAS_MEMBER = "hasMember", HASH = "hash", HIGH = "high", HOSPITALIZATION = "hospitalization", INTENT = "intent",
    INTERPRETATION = "interpretation", ISSUED = "issued", LAST_UPDATED = "lastUpdated", LENGTH = "length",
    LOCATION = "location", LOW = "low", MANIFESTATION = "manifestation",
    MEDICATION_CODEABLE_CONCEPT = "medicationCodeableConcept", MEMBER = "member", NOTE = "note",
    NUMERATOR = "numerator", ONSET_AGE = "onsetAge", ONSET_DATE_TIME = "onsetDateTime", ONSET_PERIOD = "onsetPeriod",
    ONSET_RANGE = "onsetRange", ONSET_STRING = "onsetString", ORDER = "order", ORGANIZATION = "organization",
    PART_OF = "partOf", PATIENT = "patient", PAYOR = "payor", PERFORMER = "performer", PERIOD = "period",
    POSTAL_CODE = "postalCode", PRACTITIONER = "practitioner", QUALIFICATION = "qualification", QUANTITY = "quantity",
    RATE_RATIO = "rateRatio", REACTION = "reaction", REASON_CODE = "reasonCode", RECORDED_DATE = "recordedDate",
    RECORDER = "recorder", REFERENCE_RANGE = "referenceRange", RELATIONSHIP = "relationship", REPEAT = "repeat",
    REQUESTER = "requester", ROLE = "role", ROUTE = "route", SERVICE_PROVIDER = "serviceProvider",
    SEVERITY = "severity", SIGNATURE = "signature", SITE = "site", SPECIMEN = "specimen", STAGE = "stage",
    START = "start", STATE = "state", SUBSCRIBER_ID = "subscriberId", SUBSTITUTION = "substitution", TAG = "tag",
    TELECOM = "telecom", TIMESTAMP = "timestamp", TIMING = "timing", TITLE = "title", USE = "use",
    USER_SELECTED = "userSelected", VALUE_BOOLEAN = "valueBoolean", VALUE_CODE = "valueCode",
    VALUE_CODEABLE_CONCEPT = "valueCodeableConcept", VALUE_DATE_TIME = "valueDateTime",
    VALUE_DURATION = "valueDuration", VALUE_IDENTIFIER = "valueIdentifier", VALUE_INTEGER = "valueInteger",
    VALUE_PERIOD = "valuePeriod", VALUE_QUANTITY = "valueQuantity", VALUE_STRING = "valueString",
    VERIFICATION_STATUS = "verificationStatus", WHEN = "when",
}

/// The table of all names that definitions use.
#[derive(Debug, Default)]
pub struct Names {
    by_text: HashMap<&'static str, Symbol, RandomState>,
    texts: Vec<&'static str>,
}

static NAMES: LazyLock<RwLock<Names>> = LazyLock::new(|| {
    let mut names = Names::default();
    for text in KNOWN {
        names.add(text);
    }
    RwLock::new(names)
});

impl Names {
    fn add(&mut self, text: &str) -> Symbol {
        if let Some(symbol) = self.by_text.get(text) {
            return *symbol;
        }
        let text: &'static str = Box::leak(text.to_owned().into_boxed_str());
        let symbol = Symbol(self.texts.len() as u32);
        self.texts.push(text);
        self.by_text.insert(text, symbol);
        symbol
    }

    /// The symbol of a name that some definition uses.
    pub fn get(&self, text: &str) -> Option<Symbol> {
        self.by_text.get(text).copied()
    }

    /// The text of a symbol of this table; empty for one that counts within a document.
    pub fn text(&self, symbol: Symbol) -> &'static str {
        self.texts.get(symbol.0 as usize).copied().unwrap_or("")
    }

    /// Adds a name on behalf of a definition. The table lives as long as the process.
    pub fn intern(text: &str) -> Symbol {
        if let Some(symbol) = Self::read().get(text) {
            return symbol;
        }
        NAMES.write().unwrap_or_else(|e| e.into_inner()).add(text)
    }

    /// Adds many names under one lock.
    pub fn intern_all<'a>(texts: impl IntoIterator<Item = &'a str>) {
        // The iterator may itself look at the table.
        let texts: Vec<&str> = texts.into_iter().collect();
        let mut names = NAMES.write().unwrap_or_else(|e| e.into_inner());
        for text in texts {
            names.add(text);
        }
    }

    /// The table for reading; take it once a document.
    pub fn read() -> RwLockReadGuard<'static, Names> {
        NAMES.read().unwrap_or_else(|e| e.into_inner())
    }
}
