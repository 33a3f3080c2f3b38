//! Drugs: 医薬品コード, YJ, 一般名コード, price list code, HOT, and what J-FAGY makes of YJ.

mod hot;
mod tables;

use std::borrow::Cow;

use super::allergy::compose_drug;
use super::choose::settle;
use super::converter::{Context, NoConverter};
use super::model::{
    Attribute, Attributes, Candidate, Conversion, Day, Doubt, Equivalence, NoTarget, Outcome, Reason, Target, Validity,
};
use super::names::Names;
use super::near::near_codes;
use super::system::System;
use crate::fold::same_display;
use crate::masters::{Kind, Masters};
use tables::{DrugTable, GenericTable, HotTable};

/// The masters that say something of drugs, as far as they are at hand and needed.
#[derive(Debug)]
pub struct Drugs<'m> {
    drug: Option<DrugTable<'m>>,
    generic: Option<GenericTable<'m>>,
    hot: Option<HotTable<'m>>,
    names: Names,
    pub(super) context: Context,
}

/// Whether codes of a system are made by rule, so that they convert without a master.
fn is_by_rule(system: System) -> bool {
    matches!(system, System::Yj | System::Ycm | System::Gcm | System::Hot7 | System::Hot9 | System::Hot13)
}

fn is_hot(system: System) -> bool {
    matches!(system, System::Hot7 | System::Hot9 | System::Hot13)
}

impl<'m> Drugs<'m> {
    pub(super) fn new(masters: &'m Masters, context: Context, pair: [System; 2]) -> Result<Self, NoConverter> {
        let by_rule = pair.into_iter().all(is_by_rule) && pair != [System::Gcm, System::Yj];
        let needs_hot = pair.into_iter().any(is_hot);
        let drug = match masters.table(Kind::Drug) {
            Ok(table) => Some(DrugTable::new(table)?),
            Err(_) if by_rule || needs_hot => None,
            Err(fault) => return Err(fault.into()),
        };
        let generic = masters.table(Kind::GenericDrug).ok().map(GenericTable::new).transpose()?;
        let hot = match masters.table(Kind::Hot) {
            Ok(table) if needs_hot => Some(HotTable::new(table)?),
            Err(fault) if needs_hot && !by_rule => return Err(fault.into()),
            _ => None,
        };
        Ok(Self { drug, generic, hot, names: Names::default(), context })
    }

    pub(super) fn editions(&self) -> Vec<String> {
        let tables = [
            self.drug.as_ref().map(|drug| drug.table),
            self.generic.as_ref().map(|generic| generic.table),
            self.hot.as_ref().map(|hot| hot.table),
        ];
        tables.into_iter().flatten().map(crate::masters::Table::key).collect()
    }

    pub(super) fn convert<'t>(&'t self, conversion: &mut Conversion<'t>, attributes: &Attributes<'_>) {
        match (conversion.from, conversion.to) {
            (System::DrugReceipt, _) => self.convert_receipt(conversion, attributes),
            (System::DrugName, _) => self.convert_name(conversion),
            (from, to) if is_hot(from) || is_hot(to) => self.convert_hot(conversion),
            (System::Yj, System::Ycm | System::Gcm) => {
                let yj = conversion.code.to_string();
                self.convert_to_allergen(conversion, &yj);
            }
            (System::Ycm, to) => self.convert_ycm(conversion, to),
            _ => self.convert_shared(conversion),
        }
    }

    /// The drug of a 医薬品コード.
    fn convert_receipt<'t>(&'t self, conversion: &mut Conversion<'t>, attributes: &Attributes<'_>) {
        let Some(drug) = &self.drug else { return };
        let Some(row) = drug.table.find_one(drug.code, &conversion.code) else {
            if self.context.near {
                conversion.outcome = Outcome::Unknown(near_codes(drug.table, drug.code, drug.name, &conversion.code));
            }
            return;
        };
        self.settle_row(conversion, drug, row);
        if !attributes.name.is_empty() && !same_display(conversion.display, attributes.name) {
            conversion.doubt = Some(Doubt::NameDiffers);
        }
    }

    pub(super) fn validity_of(&self, code: &str) -> Option<Validity<'m>> {
        let drug = self.drug.as_ref()?;
        drug.table.find_one(drug.code, code).map(|row| self.validity(drug, row))
    }

    fn validity(&self, drug: &DrugTable<'m>, row: u32) -> Validity<'m> {
        let last_day = Day::parse(drug.text(row, drug.retired));
        Validity { last_day, successor: None, is_over: last_day.is_some_and(|day| self.context.as_of > day) }
    }

    /// What comes of a drug that is known.
    fn settle_row<'t>(&'t self, conversion: &mut Conversion<'t>, drug: &'t DrugTable<'m>, row: u32) {
        conversion.display = drug.text(row, drug.name);
        let validity = self.validity(drug, row);
        let is_over = validity.is_over;
        conversion.validity = Some(validity);
        if is_hot(conversion.to) {
            return self.convert_hot(conversion);
        }
        let target = self.target(drug, row, conversion.to);
        conversion.outcome = match target {
            _ if is_over => Outcome::Retired(target.into_iter().collect()),
            Ok(target) => Outcome::exact(target),
            Err(reason) => Outcome::NoTarget(reason),
        };
    }

    /// A drug in another system.
    fn target<'t>(&'t self, drug: &'t DrugTable<'m>, row: u32, to: System) -> Result<Target<'t>, NoTarget> {
        let (name, price) = (drug.text(row, drug.name), drug.text(row, drug.price_list_code));
        let edition = Some(drug.table.edition());
        let yj = || drug.yj(row).ok_or(if price.is_empty() { NoTarget::NotADrug } else { NoTarget::SharedPriceCode });
        Ok(match to {
            System::Yj => Target::new(to, yj()?, name, edition),
            System::Ycm | System::Gcm => allergen(to, yj()?, name).ok_or(NoTarget::NoRelation)?,
            System::Price if price.is_empty() => return Err(NoTarget::NotADrug),
            System::Price => {
                let equivalence = if drug.yj(row).is_some() { Equivalence::Equivalent } else { Equivalence::Wider };
                Target::new(to, price, name, edition).that_is(equivalence)
            }
            System::Generic => match drug.text(row, drug.generic_code) {
                "" if price.is_empty() => return Err(NoTarget::NotADrug),
                "" => return Err(NoTarget::NoGenericCode),
                code => {
                    Target::new(to, code, drug.text(row, drug.generic_description), edition).that_is(Equivalence::Wider)
                }
            },
            _ => Target::new(System::DrugReceipt, drug.text(row, drug.code), name, edition),
        })
    }

    fn convert_name<'t>(&'t self, conversion: &mut Conversion<'t>) {
        let Some(drug) = &self.drug else { return };
        let rows = self.names.find(drug.table, &[drug.name, drug.base_name], &conversion.code);
        match rows[..] {
            [] => {}
            [row] => self.settle_row(conversion, drug, row),
            _ => self.settle_rows(conversion, drug, rows, Reason::SameName),
        }
    }

    /// Codes that several drugs may share: YJ, 一般名コード, price list code, GCM.
    fn convert_shared<'t>(&'t self, conversion: &mut Conversion<'t>) {
        let Some(drug) = &self.drug else { return };
        let code = conversion.code.to_string();
        let rows: Vec<u32> = match conversion.from {
            System::Yj => drug.of_yj(&code),
            System::Generic => self.of_generic(drug, &code),
            System::Gcm => {
                let stem = code.get(3..12).unwrap_or_default();
                drug.table.starting_with(drug.price_list_code, stem).filter(|row| drug.yj(*row).is_some()).collect()
            }
            _ => drug.table.find(drug.price_list_code, &code).collect(),
        };
        if rows.is_empty() {
            conversion.outcome = match conversion.from {
                System::Generic if self.generic.as_ref().is_some_and(|generic| generic.has(&code)) => {
                    Outcome::NoTarget(NoTarget::NoRelation)
                }
                _ if self.context.near => Outcome::Unknown(near_codes(
                    drug.table,
                    if conversion.from == System::Generic { drug.generic_code } else { drug.price_list_code },
                    drug.name,
                    &code,
                )),
                _ => Outcome::Unknown(Vec::new()),
            };
            return;
        }
        if let (System::Generic, Some(row)) = (conversion.from, rows.first()) {
            conversion.display = drug.text(*row, drug.generic_description);
        }
        self.settle_rows(conversion, drug, rows, Reason::SameDrug);
    }

    /// The drugs of a 一般名コード: those that name it, and those that an exception code stands for.
    fn of_generic(&self, drug: &DrugTable<'m>, code: &str) -> Vec<u32> {
        let mut rows: Vec<u32> = drug.table.find(drug.generic_code, code).collect();
        for price in self.generic.iter().flat_map(|generic| generic.price_list_codes(code)) {
            rows.extend(drug.table.find(drug.price_list_code, price));
        }
        rows.sort_unstable();
        rows.dedup();
        rows
    }

    /// What comes of several drugs: those that are over count only when all are.
    fn settle_rows<'t>(
        &'t self,
        conversion: &mut Conversion<'t>,
        drug: &'t DrugTable<'m>,
        rows: Vec<u32>,
        reason: Reason,
    ) {
        let is_over = |row: &u32| Day::parse(drug.text(*row, drug.retired)).is_some_and(|day| self.context.as_of > day);
        let usable: Vec<u32> = rows.iter().copied().filter(|row| !is_over(row)).collect();
        let rows = if usable.is_empty() { rows } else { usable };
        if let ([row], System::Yj | System::Price) = (&rows[..], conversion.from) {
            return self.settle_row(conversion, drug, *row);
        }
        let mut list: Vec<Candidate<'t>> = Vec::new();
        let mut why_not = NoTarget::NoRelation;
        for row in rows {
            let target = match self.target(drug, row, conversion.to) {
                Ok(target) => target,
                Err(reason) => {
                    why_not = reason;
                    continue;
                }
            };
            if list.iter().any(|other| other.targets.iter().any(|known| known.code == target.code)) {
                continue;
            }
            let to_claim = conversion.to == System::DrugReceipt;
            let reason = if to_claim && drug.is_selected_care(row) { Reason::SelectedCare } else { reason };
            let equivalence = match conversion.from {
                System::Generic | System::Gcm | System::Price if to_claim => Equivalence::Narrower,
                System::Generic | System::Gcm => Equivalence::Narrower,
                _ => target.equivalence,
            };
            let facts = [(Attribute::Name, drug.text(row, drug.name))].into_iter().collect();
            list.push(Candidate {
                targets: [target.that_is(equivalence)].into_iter().collect(),
                reason,
                group: "",
                facts,
            });
        }
        list.sort_by_key(|candidate| candidate.reason == Reason::SelectedCare);
        conversion.outcome = match list.len() {
            0 => Outcome::NoTarget(why_not),
            _ => settle(list, self.context.choose),
        };
    }

    fn convert_ycm<'t>(&'t self, conversion: &mut Conversion<'t>, to: System) {
        let yj = match super::allergy::parse(&conversion.code) {
            Ok(parsed) if parsed.meta.key() == "YCM" => parsed.core.to_owned(),
            Ok(_) => return conversion.outcome = Outcome::NoTarget(NoTarget::NoRelation),
            Err(malformed) => return conversion.outcome = Outcome::Invalid(malformed),
        };
        if to == System::Gcm {
            return self.convert_to_allergen(conversion, &yj);
        }
        let name = self.name_of_yj(&yj);
        conversion.display = name.unwrap_or_default();
        conversion.doubt = name.is_none().then_some(Doubt::NotListed);
        let target = Target { code: Cow::Owned(yj), ..Target::new(System::Yj, "", conversion.display, None) };
        conversion.outcome = Outcome::exact(target);
    }

    fn convert_to_allergen<'t>(&'t self, conversion: &mut Conversion<'t>, yj: &str) {
        let name = self.name_of_yj(yj);
        conversion.display = name.unwrap_or_default();
        conversion.doubt = name.is_none().then_some(Doubt::NotListed);
        conversion.outcome = match allergen(conversion.to, yj, conversion.display) {
            Some(target) => Outcome::exact(target),
            None => Outcome::NoTarget(NoTarget::NoRelation),
        };
    }

    /// The name of the drug of a YJ code, if the master lists it.
    fn name_of_yj(&self, yj: &str) -> Option<&'m str> {
        let drug = self.drug.as_ref()?;
        drug.of_yj(yj).first().map(|row| drug.text(*row, drug.name))
    }
}

/// What J-FAGY makes of a YJ code.
fn allergen<'t>(to: System, yj: &str, name: &'t str) -> Option<Target<'t>> {
    let code = compose_drug(yj, to == System::Gcm)?;
    let equivalence = if to == System::Gcm { Equivalence::Wider } else { Equivalence::Equivalent };
    let display = if to == System::Gcm { "" } else { name };
    Some(Target { code: Cow::Owned(code), equivalence, ..Target::new(to, "", display, None) })
}
