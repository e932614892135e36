package dev.postern.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.operator.OperatorException;
import org.bouncycastle.util.io.pem.PemWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** PEM as it is in the wild, beside what the installed {@code openssl} makes of the same file. */
class PemVariantsTest {
    private static final CertificateAuthority ROOT = CertificateAuthority.create("Wild root");
    private static final IssuedCertificate OWN =
            ROOT.intermediate("Wild CA").issue(CertificateTemplate.of("gw.example.org"));
    private static final String CHAIN = OWN.chainPem();
    private static final String ONE = OWN.withoutIntermediates().chainPem();
    private static final String KEY = OWN.keyPem();
    private static final String TRADITIONAL = OWN.traditionalKeyPem();
    private static final String ENCRYPTED = encrypted();
    private static final String EC_PARAMETERS =
            "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
    private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
    private static final String END = "-----END CERTIFICATE-----";

    @TempDir
    private Path folder;

    /** @param stricter whether openssl passes over what is an error here */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Variant(String name, byte[] content, int certificates, String problem, boolean stricter) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Variant read(String name, int certificates, String content) {
        return read(name, certificates, content.getBytes(StandardCharsets.UTF_8));
    }

    private static Variant read(String name, int certificates, byte[] content) {
        return new Variant(name, content, certificates, "", false);
    }

    private static Variant error(String name, String problem, String content) {
        return new Variant(name, content.getBytes(StandardCharsets.UTF_8), 0, problem, false);
    }

    private static Variant stricter(String name, String problem, String content) {
        return new Variant(name, content.getBytes(StandardCharsets.UTF_8), 0, problem, true);
    }

    private static byte[] join(Object... parts) {
        var all = new ByteArrayOutputStream();
        for (Object part : parts) {
            all.writeBytes(
                    part instanceof byte[] bytes ? bytes : part.toString().getBytes(StandardCharsets.UTF_8));
        }
        return all.toByteArray();
    }

    private static String encrypted() {
        var text = new StringWriter();
        try (var writer = new PemWriter(text)) {
            writer.writeObject(new JcaPKCS8Generator(
                    OWN.key(),
                    new JceOpenSSLPKCS8EncryptorBuilder(JcaPKCS8Generator.AES_256_CBC)
                            .setProvider(new BouncyCastleProvider())
                            .setPassword("secret".toCharArray())
                            .build()));
        } catch (IOException | OperatorException e) {
            throw new IllegalStateException(e);
        }
        return text.toString();
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    private static String body(String pem) {
        return pem.substring(pem.indexOf('\n') + 1, pem.indexOf("-----END"));
    }

    private static String base64(byte[] content) {
        return Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    }

    private static byte[] der() {
        try {
            return OWN.certificate().getEncoded();
        } catch (CertificateException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String trusted(String settings) {
        return "-----BEGIN TRUSTED CERTIFICATE-----\n" + base64(join(der(), hex(settings)))
                + "\n-----END TRUSTED CERTIFICATE-----\n";
    }

    static Stream<Variant> certificates() {
        return Stream.of(
                read("as certbot writes it", 2, CHAIN),
                read("a UTF-8 BOM", 2, join(hex("EFBBBF"), CHAIN)),
                read(
                        "UTF-16 of Windows, little-endian",
                        2,
                        join(hex("FFFE"), CHAIN.getBytes(StandardCharsets.UTF_16LE))),
                read("UTF-16, big-endian", 2, join(hex("FEFF"), CHAIN.getBytes(StandardCharsets.UTF_16BE))),
                read("CRLF", 2, CHAIN.replace("\n", "\r\n")),
                read("CR CRLF, as a broken FTP transfer leaves it", 2, CHAIN.replace("\n", "\r\r\n")),
                read("CR alone", 2, CHAIN.replace("\n", "\r")),
                read("indented by spaces", 2, CHAIN.replaceAll("(?m)^", "    ")),
                read("indented by tabs", 2, CHAIN.replaceAll("(?m)^", "\t")),
                read(
                        "indented content, boundaries not",
                        1,
                        BEGIN + "\n" + body(ONE).replaceAll("(?m)^", "  ") + "\n" + END + "\n"),
                read("white space behind every line", 2, CHAIN.replace("\n", " \t\n")),
                read(
                        "empty lines within",
                        1,
                        ONE.replace(BEGIN + "\n", BEGIN + "\n\n").replace(END, "\n\n" + END)),
                read("no line end at the end", 2, CHAIN.strip()),
                read("all base64 in one line", 1, BEGIN + "\n" + body(ONE).replace("\n", "") + "\n" + END + "\n"),
                read(
                        "lines of 76",
                        1,
                        BEGIN + "\n"
                                + Base64.getMimeEncoder(76, new byte[] {'\n'}).encodeToString(der()) + "\n" + END
                                + "\n"),
                read(
                        "lines of 4",
                        1,
                        BEGIN + "\n"
                                + Base64.getMimeEncoder(4, new byte[] {'\n'}).encodeToString(der()) + "\n" + END
                                + "\n"),
                read("X509 CERTIFICATE", 1, ONE.replace("CERTIFICATE", "X509 CERTIFICATE")),
                read("TRUSTED CERTIFICATE without settings", 1, trusted("")),
                read("TRUSTED CERTIFICATE for servers", 1, trusted("300c300a06082b06010505070301")),
                read(
                        "explanatory text, as openssl x509 -text writes it",
                        1,
                        "Certificate:\n    Data:\n        Version: 3 (0x2)\n" + ONE),
                read(
                        "Bag Attributes in UTF-8",
                        1,
                        "Bag Attributes\n    friendlyName: Zürich – 東京\nsubject=CN = x\n" + ONE),
                read(
                        "Bag Attributes in ISO 8859-1",
                        1,
                        join("Bag Attributes\n    friendlyName: Z", hex("FC"), "rich\n", ONE)),
                read(
                        "Bag Attributes in Shift JIS",
                        1,
                        join("Bag Attributes\n    friendlyName: ", hex("938C8B9E"), "\n", ONE)),
                read("NUL in the text", 1, join("a", hex("00"), "b\n", ONE)),
                read("a comment in front of a block", 1, "# our own\n" + ONE),
                read("a block that is commented out", 1, ONE.replaceAll("(?m)^", "# ") + ONE),
                read("the key in the same file, first", 2, KEY + CHAIN),
                read("the key in the same file, last", 2, CHAIN + KEY),
                read(
                        "EC PARAMETERS and a key of SEC 1 between",
                        2,
                        ONE + EC_PARAMETERS + TRADITIONAL + ROOT.own().chainPem()),
                read(
                        "DH parameters behind the chain",
                        1,
                        ONE + "-----BEGIN DH PARAMETERS-----\nMAYCAQcCAQI=\n-----END DH PARAMETERS-----\n"),
                read("headers in the block", 1, ONE.replace(BEGIN + "\n", BEGIN + "\nX-Note: ours\n\n")),
                read("garbage behind the DER", 1, BEGIN + "\n" + base64(join(der(), "tail")) + "\n" + END + "\n"),
                read("nothing at all", 0, ""),
                read("only words", 0, "there is no certificate here\n"),
                read(
                        "an empty issuer",
                        1,
                        OddCertificate.EMPTY_ISSUER_AND_SUBJECT.make().chainPem()),
                error("no END", "line 1 begins a block that has no -----END CERTIFICATE-----", ONE.replace(END, "")),
                error(
                        "the second has no END",
                        "line " + (ONE.lines().count() + 1) + " begins",
                        ONE + ONE.replace(END, "")),
                error(
                        "END of another kind",
                        "should be -----END CERTIFICATE-----",
                        ONE.replace(END, "-----END X509 CRL-----")),
                error(
                        "two files joined without a line end",
                        "should be -----END CERTIFICATE----- alone",
                        (ONE.strip() + ONE)),
                error(
                        "a character that is no base64",
                        "line 1 begins a block CERTIFICATE whose base64 is damaged",
                        ONE.replaceFirst("\nMII", "\nM!I")),
                error(
                        "base64 cut short",
                        "whose base64 is damaged",
                        ONE.replaceFirst("[A-Za-z0-9+/=]{3}\n" + END, "\n" + END)),
                error("no content", "whose base64 is damaged", BEGIN + "\n" + END + "\n"),
                error(
                        "DER that is cut short",
                        "line 1 begins a certificate that cannot be read",
                        BEGIN + "\n" + base64(Arrays.copyOf(der(), 99)) + "\n" + END + "\n"),
                error(
                        "another structure",
                        "line 1 begins a certificate that cannot be read",
                        KEY.replace("PRIVATE KEY", "CERTIFICATE")),
                error(
                        "damage in a later block",
                        "begins a certificate that cannot be read",
                        ONE + BEGIN + "\nAAAA\n" + END + "\n"),
                stricter(
                        "a mistyped label",
                        "line 1 begins a block of an unknown kind, CERTIFICAT",
                        ONE.replace("CERTIFICATE", "CERTIFICAT")),
                stricter(
                        "four hyphens",
                        "line 1 neither begins nor ends a PEM block that is whole",
                        ONE.replace(BEGIN, BEGIN.substring(1))),
                stricter(
                        "a BEGIN without its last hyphens",
                        "line 1 neither begins nor ends",
                        ONE.replace(BEGIN, "-----BEGIN CERTIFICATE")),
                stricter(
                        "dashes of a word processor",
                        "line 1 neither begins nor ends",
                        ONE.replace("-----", "\u2014\u2014-")),
                stricter("an END alone", "neither begins nor ends", ONE + END + "\n"));
    }

    @ParameterizedTest
    @MethodSource("certificates")
    void aFileOfCertificates(Variant variant) throws Exception {
        if (variant.problem().isEmpty()) {
            assertThat(PemCertificates.parse(variant.content())).hasSize(variant.certificates());
        } else {
            assertThatThrownBy(() -> PemCertificates.parse(variant.content()))
                    .isInstanceOf(CertificateException.class)
                    .hasMessageStartingWith("line ")
                    .hasMessageContaining(variant.problem());
        }
    }

    /** What OpenSSL reads we read; and where it fails we may read more, never fewer. */
    @ParameterizedTest
    @MethodSource("certificates")
    void opensslReadsNoMoreOfIt(Variant variant) throws Exception {
        Path file = Files.write(folder.resolve("file.pem"), variant.content());
        long theirs = openssl("crl2pkcs7 -nocrl -certfile " + file, "pkcs7 -print_certs -noout")
                .lines()
                .filter(line -> line.startsWith("subject="))
                .count();
        if (!variant.stricter()) {
            assertThat(theirs).isLessThanOrEqualTo(variant.certificates());
        }
    }

    static Stream<Variant> keys() {
        return Stream.of(
                read("PKCS#8", 1, KEY),
                read("SEC 1", 1, TRADITIONAL),
                read("EC PARAMETERS before the key", 1, EC_PARAMETERS + TRADITIONAL),
                read("EC PARAMETERS behind the key", 1, TRADITIONAL + EC_PARAMETERS),
                read("the chain before the key", 1, CHAIN + KEY),
                read("the chain behind the key", 1, KEY + CHAIN),
                read("a UTF-8 BOM", 1, join(hex("EFBBBF"), KEY)),
                read("UTF-16", 1, join(hex("FFFE"), KEY.getBytes(StandardCharsets.UTF_16LE))),
                read("CRLF", 1, KEY.replace("\n", "\r\n")),
                read("indented", 1, KEY.replaceAll("(?m)^", "  ")),
                read(
                        "Bag Attributes in ISO 8859-1",
                        1,
                        join(
                                "Bag Attributes\n    friendlyName: Z",
                                hex("FC"),
                                "rich\nKey Attributes: <No Attributes>\n",
                                KEY)),
                read(
                        "base64 in one line",
                        1,
                        "-----BEGIN PRIVATE KEY-----\n" + body(KEY).replace("\n", "") + "\n-----END PRIVATE KEY-----"),
                error(
                        "an encrypted key of PKCS#8",
                        "line 1 begins a private key that is encrypted with a passphrase",
                        ENCRYPTED),
                error(
                        "a traditional encrypted key",
                        "line 1 begins a private key that is encrypted with a passphrase",
                        TRADITIONAL
                                .replace(
                                        "KEY-----\n",
                                        "KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF\n\n")
                                .replaceFirst("(?s)(END EC PRIVATE KEY-----)\n.*", "$1\n")),
                error("no key", "has no private key in it", CHAIN),
                error(
                        "no END",
                        "line 1 begins a block that has no -----END PRIVATE KEY-----",
                        KEY.replace("-----END PRIVATE KEY-----", "")),
                error(
                        "rubbish",
                        "line 1 begins a private key that cannot be read",
                        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"),
                error(
                        "a key of OpenSSH",
                        "line 1 begins a block of an unknown kind, OPENSSH PRIVATE KEY",
                        KEY.replace("PRIVATE KEY", "OPENSSH PRIVATE KEY")));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void aFileWithAKey(Variant variant) throws Exception {
        var files = new CertificateFiles(folder.resolve("gw.crt"), folder.resolve("gw.key"));
        Files.writeString(files.certificate(), CHAIN);
        Files.write(files.privateKey(), variant.content());

        if (variant.problem().isEmpty()) {
            assertThat(files.read().chain()).isEqualTo(OWN.chain());
        } else {
            assertThatThrownBy(files::read)
                    .isInstanceOf(UnusableCertificateException.class)
                    .hasMessageStartingWith(files.privateKey().toString())
                    .hasMessageContaining(variant.problem());
        }
    }

    @ParameterizedTest
    @MethodSource("keys")
    void opensslReadsNoMoreKeys(Variant variant) throws Exception {
        Path file = Files.write(folder.resolve("file.pem"), variant.content());
        boolean theirs = openssl("pkey -noout -text -passin pass: -in " + file).contains("Private-Key:");
        assertThat(theirs && !variant.problem().isEmpty()).isFalse();
    }

    @Test
    void thePageHasARowForEach() throws Exception {
        List<String> rows = Files.readAllLines(Path.of("../docs/reference/odd-servers-and-messages.md"));

        certificates()
                .forEach(variant -> assertThat(rows)
                        .anyMatch(row -> row.startsWith("| " + variant + " | ")
                                && row.endsWith(" | " + (variant.problem().isEmpty() ? variant.certificates() : "error")
                                        + " |")));
        keys().forEach(variant -> assertThat(rows)
                .anyMatch(row -> row.startsWith("| " + variant + " | ")
                        && row.endsWith(" | " + (variant.problem().isEmpty() ? "yes" : "error") + " |")));
    }

    @Test
    void certificateAndKeyAreInOneFile() throws Exception {
        Path both = Files.writeString(folder.resolve("both.pem"), KEY + CHAIN);

        assertThat(new CertificateFiles(both, both).read().chain()).isEqualTo(OWN.chain());
    }

    @Test
    void aPrivateRootOfVersionOneIsATrustAnchor() throws Exception {
        CertificateAuthority root = OddCertificate.versionOneRoot("Old root");
        List<X509Certificate> read = PemCertificates.parseTrustAnchors(
                root.own().chainPem().getBytes(StandardCharsets.US_ASCII), TrustAnchors.Role.SERVER);

        assertThat(read)
                .singleElement()
                .satisfies(anchor -> assertThat(anchor.getVersion()).isEqualTo(1));
        var anchors = new TrustAnchors(Set.copyOf(read));
        for (TrustAnchors.Role role : TrustAnchors.Role.values()) {
            assertThat(anchors.distrust(root.issue("mx.contoso.test").chain(), role, Instant.now()))
                    .isEmpty();
        }
    }

    @Test
    void oneOfVersionOneThatIsNoRootIsNoTrustAnchor() {
        assertNoAnchor(OddCertificate.versionOneBy(ROOT, "mx.contoso.test").chainPem(), "which is no CA's");
    }

    @Test
    void anIntermediateOfVersionOneVouchesForNobody() {
        CertificateAuthority middle = CertificateAuthority.of(OddCertificate.versionOneBy(ROOT, "Old intermediate"));

        assertThat(ROOT.trustAnchors()
                        .distrust(middle.issue("mx.contoso.test").chain(), TrustAnchors.Role.SERVER, Instant.now()))
                .isPresent();
    }

    @Test
    void trustSettingsOfOpensslHoldForTrustAnchors() throws Exception {
        byte[] ca = ROOT.certificate().getEncoded();
        String servers = "300c300a06082b06010505070301"; // trusted for serverAuth
        String noServers = "300ca00a06082b06010505070301"; // rejected for it
        byte[] forServers = pem("TRUSTED CERTIFICATE", join(ca, hex(servers)));

        assertThat(PemCertificates.parseTrustAnchors(forServers, TrustAnchors.Role.SERVER))
                .hasSize(1);
        assertThatThrownBy(() -> PemCertificates.parseTrustAnchors(forServers, TrustAnchors.Role.CLIENT))
                .hasMessage(
                        "line 1 has the certificate CN=Wild root, whose trust settings exclude its use for a TLS client");
        assertThatThrownBy(() -> PemCertificates.parseTrustAnchors(
                        pem("TRUSTED CERTIFICATE", join(ca, hex(noServers))), TrustAnchors.Role.SERVER))
                .hasMessageContaining("whose trust settings exclude");
        assertThatThrownBy(() -> PemCertificates.parseTrustAnchors(
                        pem("TRUSTED CERTIFICATE", join(ca, "x")), TrustAnchors.Role.SERVER))
                .hasMessageContaining("trust settings cannot be read");
    }

    @Test
    void aTrustAnchorThatRfc5280ForbidsIsAnError() {
        assertNoAnchor(
                OddCertificate.EMPTY_ISSUER_AND_SUBJECT.make().chainPem(), "that RFC 5280 forbids: Empty issuer DN");
    }

    @Test
    void theSecondOfSeveralIsNamedByItsLine() {
        assertNoAnchor(
                ROOT.own().chainPem() + ONE,
                "line " + (ROOT.own().chainPem().lines().count() + 1));
    }

    private static void assertNoAnchor(String pem, String... words) {
        assertThatThrownBy(() -> PemCertificates.parseTrustAnchors(
                        pem.getBytes(StandardCharsets.US_ASCII), TrustAnchors.Role.SERVER))
                .isInstanceOf(CertificateException.class)
                .hasMessageStartingWith("line ")
                .hasMessageContainingAll(words);
    }

    private static byte[] pem(String label, byte[] content) {
        return join("-----BEGIN " + label + "-----\n", base64(content), "\n-----END " + label + "-----\n");
    }

    /** What these commands print, each one's output the next one's input. */
    private static String openssl(String... commands) throws Exception {
        List<ProcessBuilder> pipeline = Stream.of(commands)
                .map(command -> new ProcessBuilder(("openssl " + command).split(" ", -1))
                        .redirectErrorStream(commands.length == 1))
                .toList();
        List<Process> processes;
        try {
            processes = ProcessBuilder.startPipeline(pipeline);
        } catch (IOException e) {
            assumeTrue(false, "openssl is not installed");
            return "";
        }
        Process last = processes.get(processes.size() - 1);
        String output = new String(last.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(last.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return output;
    }
}
