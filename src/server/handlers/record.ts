import { AppError } from '../../core/errors.ts';
import type { Handler } from '../context.ts';

export const recordPrediction: Handler<'verify/record'> = () => {
  throw new AppError({ code: 'unsupported', message: 'Models cannot be run yet.' });
};
