package dev.postern.testing.peers;

import dev.postern.testing.gateway.Site;
import dev.postern.testing.process.Await;
import dev.postern.testing.process.Command;
import dev.postern.testing.process.Ports;
import dev.postern.testing.process.RealPeer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/** A real Postfix with Cyrus SASL that accepts mail from its one user only, over TLS: as a provider's submission server. */
public final class Smarthost implements AutoCloseable {
    public static final String USER = "gateway";
    public static final String PASSWORD = "s3cret & with = blanks, too";
    /** Whose mail it accepts, and puts into its mailbox. */
    public static final String DOMAIN = "everyone-else.test";

    public static final String NAME = "smarthost.test";
    private static final String ADDRESS = "127.0.0.9";

    public final Postfix postfix;
    /** By STARTTLS, with all mechanisms. */
    public final int submission = Ports.free();
    /** By implicit TLS, with PLAIN only. */
    public final int implicitTls = Ports.free();
    /** By STARTTLS, with LOGIN only. */
    public final int login = Ports.free();

    private Smarthost(Site site) {
        site.zone.a(NAME, ADDRESS);
        postfix = Postfix.start(
                new Postfix.Settings(
                        DOMAIN,
                        ADDRESS,
                        site.ca.issue(NAME),
                        "may",
                        site.smtp,
                        "none",
                        site.ca.own().chainPem(),
                        """
                        smtpd_sasl_auth_enable = yes
                        smtpd_sasl_path = smtpd
                        smtpd_sasl_local_domain = smarthost.test
                        smtpd_tls_auth_only = yes
                        smtpd_relay_restrictions = permit_sasl_authenticated, reject
                        smtpd_recipient_restrictions = permit_sasl_authenticated, reject
                        master.cf: 127.0.0.9:%d inet n - n - - smtpd -o smtpd_tls_wrappermode=yes -o smtpd_sasl_mechanism_filter=plain
                        master.cf: 127.0.0.9:%d inet n - n - - smtpd -o smtpd_sasl_mechanism_filter=login
                        """.formatted(implicitTls, login)),
                submission);
        try {
            Path root = postfix.root();
            Path sasl = Files.createDirectories(root.resolve("etc/sasl")); // where Debian's Postfix looks
            Files.writeString(sasl.resolve("smtpd.conf"), """
                    pwcheck_method: auxprop
                    auxprop_plugin: sasldb
                    sasldb_path: %s
                    mech_list: PLAIN LOGIN SCRAM-SHA-256
                    """.formatted(root.resolve("sasldb2")));
            addUser(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts one; skips the test, or fails it where real peers are required, if it cannot run here. */
    public static Smarthost start(Site site) {
        Postfix.assumeInstalled();
        RealPeer.command("saslpasswd2", "sasl2-bin");
        return new Smarthost(site);
    }

    private static void addUser(Path root) throws IOException {
        Path password = Files.writeString(root.resolve("password"), PASSWORD);
        var outcome = Command.run(
                root,
                Await.PATIENCE,
                List.of(
                        "/bin/sh",
                        "-c",
                        "exec \"$SASLPASSWD\" -c -p -u " + NAME + " -f sasldb2 " + USER + " <password"),
                Map.of(
                        "SASLPASSWD",
                        RealPeer.command("saslpasswd2", "sasl2-bin").toString()));
        if (outcome.status() != 0) {
            throw new AssertionError("saslpasswd2: " + outcome.out() + outcome.err());
        }
        Files.setPosixFilePermissions(root.resolve("sasldb2"), PosixFilePermissions.fromString("rw-r--r--"));
        Files.delete(password);
    }

    @Override
    public void close() throws IOException {
        postfix.close();
    }
}
