import { getContext, setContext } from 'svelte';
import { SvelteSet } from 'svelte/reactivity';
import type { OrderTemplate } from '#clinical/orders/templates.ts';
import type { VitalSign } from '#clinical/types.ts';
import { fillIn, type FormFaults, type OrderForm } from './form.ts';

/** One form while somebody fills it in: what is typed, what is wrong with it, and which numbers a template put there. */
export class OrderFormState {
  typed: OrderForm = $state() as OrderForm;
  faults: FormFaults = $state.raw({});
  /** Fields whose number is a template's still. */
  readonly fromTemplate = new SvelteSet<string>();
  /** Those among them that somebody has said suit the patient. */
  readonly confirmed = new SvelteSet<string>();
  template: OrderTemplate | undefined = $state.raw();

  constructor(typed: OrderForm) {
    this.typed = typed;
  }

  fillIn(vitalSign: VitalSign, template: OrderTemplate): void {
    const { form, fields } = fillIn($state.snapshot(this.typed) as OrderForm, vitalSign, template);
    this.typed = form;
    this.template = template;
    this.faults = {};
    this.fromTemplate.clear();
    this.confirmed.clear();
    for (const field of fields) this.fromTemplate.add(field);
  }

  /** A number that somebody has typed is the patient's own. */
  edited(field: string): void {
    this.fromTemplate.delete(field);
    this.confirmed.delete(field);
  }

  confirm(field: string, suits: boolean): void {
    if (suits) this.confirmed.add(field);
    else this.confirmed.delete(field);
  }

  /** A change that is taken away moves those after it. */
  forgetTemplateOf(part: string): void {
    for (const field of [...this.fromTemplate]) {
      if (field.startsWith(`${part}.changes[`)) this.edited(field);
    }
  }

  /** What a template put there and nobody has weighed for the patient. */
  unconfirmed(): FormFaults {
    const left = [...this.fromTemplate].filter((field) => !this.confirmed.has(field));
    return Object.fromEntries(left.map((field) => [field, 'unconfirmed']));
  }
}

const context = Symbol('order form');

export const provideOrderForm = (form: OrderFormState): OrderFormState => setContext(context, form);

export const useOrderForm = (): OrderFormState => getContext<OrderFormState>(context);
