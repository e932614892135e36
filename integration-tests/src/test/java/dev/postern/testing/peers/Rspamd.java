package dev.postern.testing.peers;

import dev.postern.testing.process.RealPeer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * {@code rspamd} from Debian as a milter, without DNS or Redis: it knows its test patterns, and one rule, which puts another
 * {@code From} into a message with {@link #IMPERSONATE} in its subject.
 */
public final class Rspamd implements AutoCloseable {
    /** In a subject: the filter makes the message one from {@link #IMPERSONATED}. */
    public static final String IMPERSONATE = "impersonate";

    public static final String IMPERSONATED = "ceo@contoso.test";
    private static final String RULE = """
            rspamd_config:register_symbol({
              name = 'IMPERSONATE', score = 0.0,
              callback = function(task)
                if string.find(task:get_header('Subject') or '', '%s') then
                  task:set_milter_reply({
                    remove_headers = { ['From'] = 0 },
                    add_headers = { ['From'] = { value = '%s', order = 1 } },
                  })
                end
              end,
            })
            """.formatted(IMPERSONATE, IMPERSONATED);

    private final ServerProcess process;

    private Rspamd(ServerProcess process) {
        this.process = process;
    }

    /** Skips the test, or fails it where real peers are required, unless it is installed. */
    public static void assumeInstalled() {
        RealPeer.command("rspamd", "rspamd");
    }

    public static Rspamd start(int port) {
        Path rspamd = RealPeer.command("rspamd", "rspamd");
        ServerFolder folder = ServerFolder.create("rspamd");
        Path root = folder.root();
        folder.write("tld.dat", "test\n").write("rules.lua", RULE).write("rspamd.conf", """
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
                lua = "%1$s/rules.lua";
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
