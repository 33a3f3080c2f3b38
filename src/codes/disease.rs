//! Diseases: 傷病名コード, ICD-10, 病名管理番号 and 病名交換用コード, with the days until which a code may be used.

mod icd10;

use super::choose::settle;
use super::converter::{Context, NoConverter, column};
use super::model::{
    Attribute, Attributes, Candidate, Choose, Conversion, Day, Doubt, Equivalence, NoTarget, Outcome, Reason, Role,
    Successor, Target, Targets, Validity,
};
use super::names::Names;
use super::near::near_codes;
use super::system::System;
use crate::fold::same_display;
use crate::masters::{Column, Kind, Masters, Table};

/// The 病名交換用コード of what is not coded.
const NO_EXCHANGE: &str = "0000";
/// The day of what has no end.
const NO_END: &str = "99999999";

/// 傷病名マスター and 旧傷病名管理ファイル.
#[derive(Debug)]
pub struct Diseases<'m> {
    active: Part<'m>,
    retired: Option<Part<'m>>,
    names: Names,
    retired_names: Names,
    pub(super) context: Context,
}

/// One of the two tables.
#[derive(Debug)]
struct Part<'m> {
    table: &'m Table,
    code: Column,
    successor: Column,
    name: Column,
    short_name: Column,
    management_number: Column,
    adoption: Column,
    exchange: Column,
    primary: Column,
    secondary: Column,
    retired: Column,
}

impl<'m> Part<'m> {
    fn new(table: &'m Table) -> Result<Self, NoConverter> {
        Ok(Self {
            table,
            code: column(table, "code")?,
            successor: column(table, "successor")?,
            name: column(table, "name")?,
            short_name: column(table, "short_name")?,
            management_number: column(table, "management_number")?,
            adoption: column(table, "adoption")?,
            exchange: column(table, "exchange_code")?,
            primary: column(table, "icd10_primary")?,
            secondary: column(table, "icd10_secondary")?,
            retired: column(table, "retired")?,
        })
    }

    fn text(&self, row: u32, column: Column) -> &'m str {
        self.table.text(row, column)
    }
}

/// A disease: its row among the active ones, among the retired ones, or both, for a retirement that is announced.
#[derive(Debug, Clone, Copy)]
struct Found {
    active: Option<u32>,
    retired: Option<u32>,
}

impl<'m> Diseases<'m> {
    pub(super) fn new(masters: &'m Masters, context: Context) -> Result<Self, NoConverter> {
        // What was retired can be known without the file of retired diseases only as "not at hand".
        let retired = masters.table(Kind::RetiredDisease).ok().map(Part::new).transpose()?;
        let active = Part::new(masters.table(Kind::Disease)?)?;
        Ok(Self { active, retired, names: Names::default(), retired_names: Names::default(), context })
    }

    pub(super) fn editions(&self) -> Vec<String> {
        [Some(&self.active), self.retired.as_ref()].into_iter().flatten().map(|part| part.table.key()).collect()
    }

    pub(super) fn convert<'t>(&'t self, conversion: &mut Conversion<'t>, attributes: &Attributes<'_>) {
        match conversion.from {
            System::Icd10 => self.convert_icd10(conversion, attributes),
            System::Exchange => self.convert_exchange(conversion),
            System::DiseaseName => self.convert_name(conversion),
            System::ManagementNumber => self.convert_code(conversion, attributes, |part| part.management_number),
            _ => self.convert_code(conversion, attributes, |part| part.code),
        }
    }

    /// The disease of a code in a column of both tables.
    fn find(&self, column: fn(&Part<'m>) -> Column, code: &str) -> Option<Found> {
        let row = |part: &Part<'m>| part.table.find_one(column(part), code);
        let active = row(&self.active);
        let same = |part: &Part<'m>| match active {
            // A management number is only kept for some of the retired; the code tells in any case.
            Some(at) => part.table.find_one(part.code, self.active.text(at, self.active.code)),
            None => row(part),
        };
        let retired = self.retired.as_ref().and_then(same);
        (active.is_some() || retired.is_some()).then_some(Found { active, retired })
    }

    fn convert_code<'t>(
        &'t self,
        conversion: &mut Conversion<'t>,
        attributes: &Attributes<'_>,
        column: fn(&Part<'m>) -> Column,
    ) {
        let Some(found) = self.find(column, &conversion.code) else {
            if self.context.near {
                let near = near_codes(self.active.table, column(&self.active), self.active.name, &conversion.code);
                conversion.outcome = Outcome::Unknown(near);
            }
            return;
        };
        self.settle_found(conversion, found);
        let differs = |part: &Part<'m>, row: u32| {
            let own = [part.text(row, part.name), part.text(row, part.short_name)];
            !own.iter().any(|own| same_display(own, attributes.name))
        };
        if !attributes.name.is_empty() && self.part_of(found).is_some_and(|(part, row)| differs(part, row)) {
            conversion.doubt = Some(Doubt::NameDiffers);
        }
    }

    /// The table and row that say most of a disease.
    fn part_of(&self, found: Found) -> Option<(&Part<'m>, u32)> {
        let active = found.active.map(|row| (&self.active, row));
        active.or_else(|| self.retired.as_ref().zip(found.retired))
    }

    /// What comes of a disease that is known.
    fn settle_found<'t>(&'t self, conversion: &mut Conversion<'t>, found: Found) {
        let validity = self.validity(found);
        conversion.validity = validity;
        let Some((part, row)) = self.part_of(found) else { return };
        conversion.display = part.text(row, part.name);
        let is_over = validity.is_some_and(|validity| validity.is_over);
        let targets = if is_over && conversion.from == conversion.to {
            let successor = validity.and_then(|validity| validity.successor).filter(|next| next.is_at_hand);
            let next = successor.and_then(|next| self.active.table.find_one(self.active.code, next.code));
            next.map_or(Err(NoTarget::NotInEdition), |row| self.targets(conversion.to, &self.active, row))
        } else {
            self.targets(conversion.to, part, row)
        };
        conversion.outcome = match targets {
            _ if is_over => Outcome::Retired(targets.unwrap_or_default()),
            Ok(targets) => Outcome::Exact(targets),
            Err(reason) => Outcome::NoTarget(reason),
        };
    }

    pub(super) fn validity_of(&self, system: System, code: &str) -> Option<Validity<'m>> {
        let column: fn(&Part<'m>) -> Column = match system {
            System::ManagementNumber => |part| part.management_number,
            _ => |part| part.code,
        };
        self.find(column, code).and_then(|found| self.validity(found))
    }

    /// Until when a disease may be used. A later edition of the retired overrides an earlier one of the active.
    fn validity(&self, found: Found) -> Option<Validity<'m>> {
        let announced = self
            .retired
            .as_ref()
            .zip(found.retired)
            .filter(|(part, _)| found.active.is_none() || part.table.edition() >= self.active.table.edition());
        let (part, row) = announced.or(found.active.map(|row| (&self.active, row)))?;
        let last = part.text(row, part.retired);
        let last_day = if last == NO_END { None } else { Day::parse(last) };
        let code = part.text(row, part.successor);
        let successor = (!code.is_empty() && code != part.text(row, part.code)).then(|| {
            let at = self.active.table.find_one(self.active.code, code);
            let display = at.map_or("", |at| self.active.text(at, self.active.name));
            Successor { code, display, is_at_hand: at.is_some() }
        });
        Some(Validity { last_day, successor, is_over: last_day.is_some_and(|day| self.context.as_of > day) })
    }

    /// The codes of a disease in another system.
    fn targets(&self, to: System, part: &Part<'m>, row: u32) -> Result<Targets<'m>, NoTarget> {
        let edition = Some(part.table.edition());
        let name = part.text(row, part.name);
        let code = match to {
            System::Icd10 => return self.icd10_of(part, row),
            System::ManagementNumber => part.text(row, part.management_number),
            System::Exchange => part.text(row, part.exchange),
            _ => part.text(row, part.code),
        };
        // The file of retired diseases keeps neither numbers nor ICD-10 of most.
        if code.is_empty() {
            return Err(NoTarget::NotInEdition);
        }
        Ok([Target::new(to, code, name, edition)].into_iter().collect())
    }

    fn icd10_of(&self, part: &Part<'m>, row: u32) -> Result<Targets<'m>, NoTarget> {
        let [primary, secondary] = [part.text(row, part.primary), part.text(row, part.secondary)];
        if primary.is_empty() {
            return Err(match part.text(row, part.exchange) {
                NO_EXCHANGE => NoTarget::Placeholder,
                "" => NoTarget::NotInEdition,
                _ => NoTarget::NoIcd10,
            });
        }
        let equivalence = if self.is_sole(primary, secondary) { Equivalence::Equivalent } else { Equivalence::Wider };
        let target = |code, role| Target {
            role,
            ..Target::new(System::Icd10, code, "", Some(part.table.edition())).that_is(equivalence)
        };
        Ok(match secondary {
            "" => [target(primary, Role::Sole)].into_iter().collect(),
            _ => [target(primary, Role::Primary), target(secondary, Role::Secondary)].into_iter().collect(),
        })
    }

    /// Whether only one disease and its synonyms have an ICD-10 pair.
    fn is_sole(&self, primary: &str, secondary: &str) -> bool {
        let part = &self.active;
        let pair = part.table.find(part.primary, primary).filter(|row| part.text(*row, part.secondary) == secondary);
        let mut groups = pair.map(|row| part.text(row, part.exchange));
        let first = groups.next();
        groups.all(|group| Some(group) == first)
    }

    fn convert_exchange<'t>(&'t self, conversion: &mut Conversion<'t>) {
        let part = &self.active;
        let rows: Vec<u32> = part.table.find(part.exchange, &conversion.code).collect();
        let Some(first) = rows.first() else {
            if self.context.near {
                conversion.outcome =
                    Outcome::Unknown(near_codes(part.table, part.exchange, part.name, &conversion.code));
            }
            return;
        };
        let is_same = |column: Column| rows.iter().all(|row| part.text(*row, column) == part.text(*first, column));
        if rows.len() == 1 || conversion.to == System::Icd10 && is_same(part.primary) && is_same(part.secondary) {
            let code = part.text(*first, part.code);
            return self.settle_found(conversion, self.find(|part| part.code, code).unwrap_or(NOTHING));
        }
        let mut list: Vec<Candidate<'_>> =
            rows.iter().filter_map(|row| self.candidate(conversion.to, *row, None)).collect();
        list.sort_by_key(|candidate| candidate.reason != Reason::Representative);
        // The master itself says which one stands for the group.
        if conversion.choose == Choose::None {
            conversion.choose = Choose::Representative;
        }
        conversion.outcome = settle(list, conversion.choose);
    }

    fn convert_name<'t>(&'t self, conversion: &mut Conversion<'t>) {
        let find =
            |names: &Names, part: &Part<'m>| names.find(part.table, &[part.name, part.short_name], &conversion.code);
        let rows = find(&self.names, &self.active);
        let retired = self.retired.as_ref().filter(|_| rows.is_empty());
        let found = match (&rows[..], retired) {
            ([row], _) => self.find(|part| part.code, self.active.text(*row, self.active.code)),
            ([], Some(part)) => match find(&self.retired_names, part)[..] {
                [row] => self.find(|part| part.code, part.text(row, part.code)),
                _ => None,
            },
            _ => None,
        };
        match found {
            Some(found) => self.settle_found(conversion, found),
            None => {
                let list = rows.iter().filter_map(|row| self.candidate(conversion.to, *row, Some(Reason::SameName)));
                let list: Vec<Candidate<'_>> = list.collect();
                if !list.is_empty() {
                    conversion.outcome = settle(list, self.context.choose);
                }
            }
        }
    }

    /// A row as a candidate; without a reason it is the representative or a synonym.
    fn candidate(&self, to: System, row: u32, reason: Option<Reason>) -> Option<Candidate<'m>> {
        let part = &self.active;
        let adoption = part.text(row, part.adoption);
        let of_group = if matches!(adoption, "1" | "2") { Reason::Representative } else { Reason::Synonym };
        Some(Candidate {
            targets: self.targets(to, part, row).ok()?,
            reason: reason.unwrap_or(of_group),
            group: part.text(row, part.exchange),
            facts: [
                (Attribute::Name, part.text(row, part.name)),
                (Attribute::Adoption, adoption),
                (Attribute::Secondary, part.text(row, part.secondary)),
            ]
            .into_iter()
            .collect(),
        })
    }
}

const NOTHING: Found = Found { active: None, retired: None };
