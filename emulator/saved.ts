import type { CredentialKind } from "./credentialKind.ts";
import type { UserJson } from "./json.ts";
import type { KeyScope } from "./scopes.ts";
import type { FullSeed } from "./seed.ts";
import type { Counts, Dimensions } from "./usage/dimensions.ts";

/**
 * What an emulator passes on to the one that continues it, as a JSON document: organizations, clock, credentials and sent
 * invitations. Faults, assumptions, the log of requests and the use of rate limits are not part of it. It contains hashes of keys and
 * tokens only.
 */
export interface SavedEmulator {
  /** The version of the format. */
  version: 1;
  /** The emulator's time when it was saved, RFC 3339. The clock never continues before it. */
  savedAt: string;
  /** How far the emulator's clock is ahead of the real time, in milliseconds. */
  clockOffsetMs: number;
  /** The organizations, in the order of the options. */
  organizations: SavedOrganization[];
  /** The invitations that were sent, oldest first. */
  sentInvitations: SavedInvitation[];
  /** The identity tokens that were exchanged and have not expired, since each can be exchanged once. */
  usedIdentityTokens: SavedIdentityToken[];
}

/** One organization of a saved emulator. */
export interface SavedOrganization {
  /** Its objects and settings. An emulator also accepts them as a seed. */
  seed: FullSeed;
  /** The history of its keys and users, for the usage reports. */
  activity: SavedActivity;
  /** Its credentials, without the Admin key. */
  credentials: SavedCredential[];
}

/** The history of the keys and users of an organization. Times are in milliseconds since the epoch. */
export interface SavedActivity {
  /** When each key was active. */
  keySpans: Record<string, SavedSpan[]>;
  /** The users, former ones included. */
  users: SavedUser[];
  /** The inference region of each workspace when it was created. */
  geos: Record<string, "global" | "us">;
  /** The recorded requests for inference. */
  recorded: SavedUse[];
}

/** A recorded request for inference. */
export interface SavedUse {
  /** When it was sent. */
  at: number;
  /** The key, the model and the like. */
  dimensions: Dimensions;
  /** The tokens and the like. */
  counts: Counts;
}

/** A span of time. Null is no end. */
export interface SavedSpan {
  /** The start. */
  from: number;
  /** The end, which is not part of the span. */
  to: number | null;
}

/** A current or former user. */
export interface SavedUser {
  /** The user. */
  user: UserJson;
  /** The first role. */
  firstRole: UserJson["role"];
  /** Whether the user was removed. */
  removed: boolean;
  /** When the user had access. */
  span: SavedSpan;
}

/** A key or token. */
export interface SavedCredential {
  /** The SHA-256 of the key or token. */
  hash: string;
  /** The type. */
  kind: CredentialKind;
  /** When it expires, RFC 3339. */
  expiresAt?: string | undefined;
  /** The ID of the API key that it belongs to. */
  apiKeyId?: string | undefined;
  /** The scopes of a scoped key. */
  scopes?: readonly KeyScope[] | undefined;
}

/** An invitation that was sent. */
export interface SavedInvitation {
  /** The email address of the invited user. */
  to: string;
  /** The ID of the invitation. */
  inviteId: string;
  /** When it was sent, RFC 3339. */
  at: string;
  /** The ID of the organization. */
  organizationId: string;
}

/** An identity token that was exchanged. */
export interface SavedIdentityToken {
  /** Its issuer and `jti`. */
  key: string;
  /** When it expires, in seconds since the epoch. */
  expiresAt: number;
}
