import * as anthropic from "pulumi-anthropic";

const research = new anthropic.Workspace("research", { name: "Research" });

new anthropic.SpendLimit("research", { scope: "workspace", workspace: research, amount: "500" });
