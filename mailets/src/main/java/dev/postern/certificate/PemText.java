package dev.postern.certificate;

import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits a PEM file into its blocks. Reads what OpenSSL reads, and also UTF-16, indented blocks and lines that end in CR alone.
 * Text between blocks, such as {@code Bag Attributes} in any charset, is passed over; a block is not.
 */
final class PemText {
    private static final Pattern BEGIN = Pattern.compile("-----BEGIN (.*\\S)-----");
    private static final Pattern END = Pattern.compile("-----END (.*\\S)-----");
    /** Begins as a boundary would: with hyphens, or with the dashes that word processors make of them, in UTF-8. */
    private static final Pattern DAMAGED =
            Pattern.compile("(?:-{2,}|(?:\u00e2\u0080[\u0090-\u0095]-*)+) ?(?:BEGIN|END) [A-Z0-9#. ]+.*");

    private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]*={0,2}");
    /** A label that is none of these is more likely mistyped than meant. */
    private static final Set<String> LABELS = Set.of(
            "CERTIFICATE",
            "X509 CERTIFICATE",
            "TRUSTED CERTIFICATE",
            "PRIVATE KEY",
            "ENCRYPTED PRIVATE KEY",
            "RSA PRIVATE KEY",
            "EC PRIVATE KEY",
            "DSA PRIVATE KEY",
            "CERTIFICATE REQUEST",
            "NEW CERTIFICATE REQUEST",
            "X509 CRL",
            "PUBLIC KEY",
            "RSA PUBLIC KEY",
            "DSA PUBLIC KEY",
            "EC PARAMETERS",
            "DSA PARAMETERS",
            "DH PARAMETERS",
            "X9.42 DH PARAMETERS",
            "PKCS7",
            "PKCS #7 SIGNED DATA",
            "CMS",
            "ATTRIBUTE CERTIFICATE",
            "SSL SESSION PARAMETERS");

    private final List<String> lines;
    private int next;

    private PemText(List<String> lines) {
        this.lines = lines;
    }

    /**
     * Returns the blocks in their order.
     *
     * @throws CertificateException if one cannot be read; its message begins with the line
     */
    static List<PemBlock> blocks(byte[] file) throws CertificateException {
        var text = new PemText(List.of(LINE_END.split(decoded(file), -1)));
        List<PemBlock> blocks = new ArrayList<>();
        while (text.next < text.lines.size()) {
            String line = text.line();
            Matcher begin = BEGIN.matcher(line);
            if (begin.matches()) {
                blocks.add(text.block(begin.group(1)));
            } else if (DAMAGED.matcher(line).matches()) {
                throw problem(text.next, "neither begins nor ends a PEM block that is whole: " + printable(line));
            }
        }
        return blocks;
    }

    static CertificateException problem(int line, String what) {
        return new CertificateException("line " + line + " " + what);
    }

    /** One octet a character, whatever the charset of the text around the blocks; of UTF-16, which has a BOM, the text. */
    private static String decoded(byte[] file) {
        boolean utf16 = file.length >= 2
                && ((file[0] == (byte) 0xFE && file[1] == (byte) 0xFF)
                        || (file[0] == (byte) 0xFF && file[1] == (byte) 0xFE));
        String text = new String(file, utf16 ? StandardCharsets.UTF_16 : StandardCharsets.ISO_8859_1);
        return text.startsWith("\u00ef\u00bb\u00bf") ? text.substring(3) : text;
    }

    /** The next line without white space and control characters at its ends. */
    private String line() {
        return lines.get(next++).trim();
    }

    private PemBlock block(String label) throws CertificateException {
        int begin = next;
        if (!LABELS.contains(label)) {
            throw problem(begin, "begins a block of an unknown kind, " + printable(label));
        }
        boolean encrypted = headers(begin);
        var base64 = new StringBuilder();
        while (next < lines.size()) {
            String line = line();
            if (line.startsWith("-")) {
                Matcher end = END.matcher(line);
                if (!end.matches() || !end.group(1).equals(label)) {
                    throw problem(next, "should be -----END " + label + "----- alone: " + printable(line));
                }
                return new PemBlock(label, begin, encrypted, content(label, begin, base64));
            }
            line.chars().filter(character -> character > ' ').forEach(character -> base64.append((char) character));
        }
        throw problem(begin, "begins a block that has no -----END " + label + "-----");
    }

    /** Passes over headers and the empty line behind them; returns whether they say that the content is encrypted. */
    private boolean headers(int begin) throws CertificateException {
        boolean encrypted = false;
        boolean any = false;
        while (next < lines.size() && (any || lines.get(next).indexOf(':') > 0)) {
            String line = line();
            if (line.isEmpty()) {
                break;
            }
            if (line.startsWith("-")) { // the blocks that follow are no headers
                throw problem(begin, "begins a block whose headers have no empty line behind them");
            }
            any = true;
            encrypted |= line.startsWith("Proc-Type:") && line.contains("ENCRYPTED");
        }
        return encrypted;
    }

    private static byte[] content(String label, int begin, CharSequence base64) throws CertificateException {
        if (base64.length() == 0
                || base64.length() % 4 != 0
                || !BASE64.matcher(base64).matches()) {
            throw problem(begin, "begins a block " + label + " whose base64 is damaged");
        }
        return Base64.getDecoder().decode(base64.toString());
    }

    private static String printable(String text) {
        String ascii = text.replaceAll("[^ -~]+", "?");
        return ascii.length() > 80 ? ascii.substring(0, 80) + "..." : ascii;
    }
}
