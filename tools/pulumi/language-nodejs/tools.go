//go:build tools

// Keeps the Node language host among this module's requirements, so that `go mod tidy` cannot drop the pin.
package tools

import _ "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs"
