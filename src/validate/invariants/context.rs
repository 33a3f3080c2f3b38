//! Where extensions may stand, as far as their definitions say it in FHIRPath.

use crate::document::Element;
use crate::fhirpath::{Input, Machine, TypeId, Value};
use crate::validate::run::Run;

use super::root_of;
use super::rules::Test;

impl<'a> Run<'a> {
    /// Whether an expression, evaluated on the resource, gives an element (StructureDefinition.context of type fhirpath).
    pub(in crate::validate) fn is_selected(&mut self, element: Element<'a>, expression: &str) -> bool {
        let resource = self.resource.unwrap_or(element);
        let ty = self.schemas.invariants().model().resource(resource);
        let answer = self.ask(resource, ty, None, expression, |machine| {
            let values = machine.run().ok()?;
            Some(values.iter().any(|v| matches!(v, Value::Element(found, _) if *found == element)))
        });
        answer.unwrap_or(true)
    }

    /// Whether a condition holds of the element that an extension stands on (StructureDefinition.contextInvariant).
    pub(in crate::validate) fn allows(
        &mut self,
        element: Element<'a>,
        extension: Element<'a>,
        condition: &str,
    ) -> bool {
        let ty = self.type_id_of(element);
        let answer =
            self.ask(element, ty, Some(extension), condition, |machine| Some(machine.run_test().ok()? == Some(true)));
        answer.unwrap_or(true)
    }

    /// Evaluates an expression of a definition. `None` when that is not possible, which is the definition's fault.
    fn ask(
        &mut self,
        element: Element<'a>,
        ty: TypeId,
        extension: Option<Element<'a>>,
        expression: &str,
        question: impl FnOnce(&mut Machine<'_, '_>) -> Option<bool>,
    ) -> Option<bool> {
        let invariant = self.schemas.invariants().condition(vec![ty], None, expression);
        let Test::Program(program) = &invariant.test else { return None };
        let resource = self.resource.unwrap_or(element);
        let input = Input { element, ty, resource, root_resource: root_of(resource) };
        let model = self.schemas.invariants().model();
        question(&mut Machine::new(program, model, input, self).with_extension(extension))
    }

    fn type_id_of(&self, element: Element<'a>) -> TypeId {
        let Some((schema, index, own_type)) = self.base_of(element) else { return TypeId::UNKNOWN };
        let content = schema.content_of(index);
        if !schema.element(content).children.is_empty() {
            return TypeId::of(schema.id, content as usize);
        }
        own_type.and_then(|name| self.schemas.invariants().model().named(&name)).unwrap_or(TypeId::UNKNOWN)
    }
}
