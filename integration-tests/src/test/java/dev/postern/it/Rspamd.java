package dev.postern.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** {@code rspamd} from Debian as a milter, without rules, DNS or Redis: it knows its test patterns only. */
final class Rspamd implements AutoCloseable {
    private final ServerProcess process;

    private Rspamd(ServerProcess process) {
        this.process = process;
    }

    /** Skips the test, or fails it where real peers are required, unless it is installed. */
    static void assumeInstalled() {
        RealPeer.command("rspamd", "rspamd");
    }

    static Rspamd start(int port) {
        Path rspamd = RealPeer.command("rspamd", "rspamd");
        ServerFolder folder = ServerFolder.create("rspamd");
        Path root = folder.root();
        folder.write("tld.dat", "test\n").write("rspamd.conf", """
                options {
                  pidfile = "%1$s/rspamd.pid";
                  tempdir = "%1$s";
                  url_tld = "%1$s/tld.dat";
                  hs_cache_dir = "%1$s";
                  control_socket = "%1$s/rspamd.sock mode=0600";
                  history_file = "%1$s/history";
                  rrd = "";
                  filters = "";
                  enable_test_patterns = true;
                  dns { nameserver = ["127.0.0.1:1"]; timeout = 0.1s; retransmits = 1; }
                }
                logging { type = "console"; level = "info"; }
                actions { reject = 15; "add header" = 6; greylist = 4; }
                worker "rspamd_proxy" {
                  bind_socket = "127.0.0.1:%2$d";
                  milter = yes;
                  timeout = 20s;
                  count = 1;
                  upstream "local" { default = yes; self_scan = yes; }
                }
                """.formatted(root, port));
        return new Rspamd(ServerProcess.start(
                folder,
                port,
                Map.of(),
                List.of(
                        rspamd.toString(),
                        "-f",
                        "--insecure",
                        "-c",
                        root.resolve("rspamd.conf").toString())));
    }

    @Override
    public void close() throws IOException {
        process.close();
    }
}
