process.env.PULUMI_NODEJS_TYPESCRIPT = "false";
require("@pulumi/pulumi/cmd/run");
