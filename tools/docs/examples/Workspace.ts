import * as anthropic from "pulumi-anthropic";

const research = new anthropic.Workspace("research", {
  name: "Research",
  tags: { team: "ml" },
  dataResidency: { defaultInferenceGeo: "us" },
});

export const researchId = research.id;
