import Joi from 'joi';

/** How HelseID behaves for everybody until told otherwise. */
export interface Behaviour {
  /** `unavailable` answers 503; `silent` takes requests and never answers them. */
  outage: 'none' | 'unavailable' | 'silent';
  /** Seconds that an access token lives. */
  tokenLifetime: number;
}

export const usualBehaviour: Behaviour = { outage: 'none', tokenLifetime: 300 };

export const behaviourSchema = Joi.object({
  outage: Joi.valid('none', 'unavailable', 'silent'),
  tokenLifetime: Joi.number().integer().min(1).max(3600),
});
