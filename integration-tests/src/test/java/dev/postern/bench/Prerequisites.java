package dev.postern.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a benchmark needs of the machine; each missing thing as one sentence that says how to get it. */
final class Prerequisites {
    private Prerequisites() {}

    static List<String> missingForRelay(boolean withPostfix) {
        List<String> missing = new ArrayList<>();
        if (!CSources.compilerIsThere()) {
            missing.add("no C compiler: apt-get install gcc libc6-dev");
        }
        if (!Files.exists(Path.of("/usr/include/openssl/ssl.h"))) {
            missing.add("no OpenSSL headers: apt-get install libssl-dev");
        }
        if (withPostfix && Shell.find("postfix").isEmpty()) {
            missing.add("no Postfix: apt-get install --no-install-recommends postfix (its own service need not run),"
                    + " or measure with --without-postfix");
        }
        if (withPostfix && !"root".equals(System.getProperty("user.name"))) {
            missing.add("Postfix needs root to start: run this as root, or measure with --without-postfix");
        }
        return missing;
    }
}
