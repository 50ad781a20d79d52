#!/bin/sh
# Writes what compose.yaml reads: .env with the name of this machine, passwords in secrets/, a certificate in tls/.
#
#   sh setup.sh vitrina.example.org
#
# Run it again at any time. It keeps what exists, except for a certificate that it made itself for another name, or that
# ends within 60 days: that one it makes again, and you restart with: docker compose restart
#
# To use a certificate of your own, replace tls/server.crt (with its chain), tls/server.key and tls/ca.crt (the root
# certificate that signed it), and delete tls/ca.key.
#
# The containers run as different users, and Docker mounts these files as they are. So the files are readable, and the
# folders are closed to everybody else on this machine.
set -eu
cd "$(dirname "$0")"
SECONDS_LEFT=5184000

fail() { printf 'setup: %s\n' "$1" >&2 && exit 2; }

host=${1:-$(sed -n 's/^VITRINA_HOST=//p' .env 2>/dev/null || true)}
case $host in
    '') fail 'name this machine: sh setup.sh vitrina.example.org. Nothing was changed.' ;;
    *[!a-z0-9.-]* | [.-]* | *[.-] | localhost) fail "'$host' is not a lower-case host name. Use a name under which kiosks and browsers find this machine, such as vitrina.example.org. Nothing was changed." ;;
    *[a-z]*) ;;
    *) fail "'$host' is an address. Use a name instead, such as vitrina.example.org. Nothing was changed." ;;
esac
command -v openssl >/dev/null || fail 'openssl is not installed. Install it: apt-get install openssl. Nothing was changed.'

make_secret() { # NAME
    [ -s "secrets/$1" ] || openssl rand -hex 32 >"secrets/$1"
    chmod 644 "secrets/$1"
}

make_authority() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj "/CN=Vitrina at $host" \
        -addext keyUsage=critical,keyCertSign,cRLSign -keyout tls/ca.key -out tls/ca.crt 2>/dev/null
    chmod 600 tls/ca.key
    chmod 644 tls/ca.crt
}

is_good() { # our certificate has this name, and does not end soon
    [ -s tls/server.crt ] && openssl x509 -in tls/server.crt -noout -checkend "$SECONDS_LEFT" >/dev/null &&
        openssl x509 -in tls/server.crt -noout -checkhost "$host" | grep -q 'does match'
}

make_certificate() {
    printf 'subjectAltName=DNS:%s\nextendedKeyUsage=serverAuth\n' "$host" >tls/server.ext
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$host" \
        -keyout tls/server.key -out tls/server.csr 2>/dev/null
    openssl x509 -req -in tls/server.csr -CA tls/ca.crt -CAkey tls/ca.key -CAcreateserial -days 825 \
        -extfile tls/server.ext -out tls/leaf.crt 2>/dev/null
    cat tls/leaf.crt tls/ca.crt >tls/server.crt
    chmod 644 tls/server.crt tls/server.key
    rm -f tls/server.csr tls/server.ext tls/leaf.crt
}

mkdir -p secrets tls
chmod 700 secrets tls
[ -e .env ] || cp .env.example .env
sed -i "s/^VITRINA_HOST=.*/VITRINA_HOST=$host/" .env
for name in database_password broker_password broker_admin_password; do make_secret $name; done
[ -e tls/server.crt ] || [ -e tls/ca.key ] || make_authority
[ ! -e tls/ca.key ] || is_good || make_certificate
port=$(sed -n 's/^VITRINA_HTTPS_PORT=//p' .env)
[ "${port:-443}" = 443 ] || host=$host:$port
echo "setup: ready for https://$host. Continue with: docker compose up --detach"
