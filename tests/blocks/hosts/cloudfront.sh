#!/bin/sh
# Runs folders.js of the manual on events of CloudFront. `aws` holds what it is given against the description of the service that it
# brings along, and asks nobody.
set -eu
here=$(dirname "$0")
sh "$here/site.sh"
node "$here/folders.mjs"
aws=$(command -v aws)
mkdir -p bin
cat > bin/aws <<SHIM
#!/bin/sh
exec "$aws" "\$@" --generate-cli-skeleton output
SHIM
chmod +x bin/aws
# What is wrong is told.
sed 's/"Override": true, "ReferrerPolicy"/"Overrule": true, "ReferrerPolicy"/' headers.json > wrong.json
create='aws cloudfront create-response-headers-policy --response-headers-policy-config'
export AWS_DEFAULT_REGION=us-east-1 AWS_ACCESS_KEY_ID=none AWS_SECRET_ACCESS_KEY=none
! bin/$create file://wrong.json > told 2>&1
grep -q Overrule told
printf 'AWS_DEFAULT_REGION=us-east-1\nAWS_ACCESS_KEY_ID=none\nAWS_SECRET_ACCESS_KEY=none\n' >> .env
