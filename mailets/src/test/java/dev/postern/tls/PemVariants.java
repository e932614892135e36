package dev.postern.tls;

import static dev.postern.tls.PemVariant.error;
import static dev.postern.tls.PemVariant.read;
import static dev.postern.tls.PemVariant.stricter;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.operator.OperatorException;
import org.bouncycastle.util.io.pem.PemWriter;

/** PEM as it is in the wild. */
final class PemVariants {
    static final CertificateAuthority ROOT = CertificateAuthority.create("Wild root");
    static final IssuedCertificate OWN = ROOT.intermediate("Wild CA").issue(CertificateTemplate.of("gw.example.org"));
    static final String CHAIN = OWN.chainPem();
    static final String ONE = OWN.withoutIntermediates().chainPem();
    private static final String KEY = OWN.keyPem();
    private static final String TRADITIONAL = OWN.traditionalKeyPem();
    private static final String ENCRYPTED = encrypted();
    private static final String EC_PARAMETERS =
            "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
    private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
    private static final String END = "-----END CERTIFICATE-----";

    private PemVariants() {}

    static Stream<PemVariant> certificates() {
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
                error(
                        "headers without an empty line behind them",
                        "line 1 begins a block whose headers have no empty line behind them",
                        ONE.replace(BEGIN + "\n", BEGIN + "\nX-Note: ours\n")
                                + ONE
                                + ONE.replace(BEGIN + "\n", BEGIN + "\nX-Note: ours\n\n")),
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

    static Stream<PemVariant> keys() {
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

    static byte[] pem(String label, byte[] content) {
        return join("-----BEGIN " + label + "-----\n", base64(content), "\n-----END " + label + "-----\n");
    }

    static byte[] join(Object... parts) {
        var all = new ByteArrayOutputStream();
        for (Object part : parts) {
            all.writeBytes(
                    part instanceof byte[] bytes ? bytes : part.toString().getBytes(StandardCharsets.UTF_8));
        }
        return all.toByteArray();
    }

    static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
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
}
