#!/bin/sh
# Makes the secrets of deploy/compose.yaml in deploy/secrets (or DIR), each once: what is there stays as it is.
#   sh deploy/make-secrets.sh [DIR]
set -eu
umask 077
folder=${1:-$(dirname "$0")/secrets}
mkdir -p "$folder"
chmod 700 "$folder"

secret() { # NAME: what standard input says, unless it is there; the folder is closed, and a container's user may read it
    if [ ! -e "$folder/$1" ]; then
        cat >"$folder/$1.new"
        chmod 444 "$folder/$1.new"
        mv "$folder/$1.new" "$folder/$1"
    fi
}

password() {
    head -c 24 /dev/urandom | base64 | tr -d '\n' | tr '+/' '-_'
}

head -c 756 /dev/urandom | base64 | secret mongo_keyfile
password | secret mongo_root_password
for account in crawler explorer; do
    echo "mongodb://$account:$(password)@mongo:27017/newsbot?replicaSet=rs0&authSource=newsbot" | secret "${account}_uri"
done
# yours to fill: chmod u+w FILE, write the value, chmod 444 FILE
secret slack_webhook </dev/null
secret mail_password </dev/null
