import { z } from "zod";
import { oneOf } from "../validation.ts";

export const color = z.string().regex(/^#[0-9A-Fa-f]{6}$/);

export const inferenceGeo = oneOf("global", "us");

export const inferenceGeos = z.union([oneOf("unrestricted"), z.array(inferenceGeo).min(1)]);
