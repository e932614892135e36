package dev.postern.partnersfile;

import dev.postern.config.Form;
import dev.postern.config.KeyCombinations;
import dev.postern.config.YamlMapping;
import dev.postern.config.YamlValue;
import dev.postern.sasl.Credentials;
import dev.postern.sasl.Password;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Reads the keys of an {@code outbound} block that say how its next hops are spoken to. */
public final class SubmissionKeys {
    private static final List<String> KEYS = List.of("implicitTls", "user", "passwordFile");

    private static final Form<String> USER = Form.of(
            "user name",
            "Write the user name of the gateway at that server; in quotes, if it is a number.",
            "gateway@example.org",
            SubmissionKeys::oneLine);

    private static final String FILE = "Write the path of a file with the password as its only line.";

    private SubmissionKeys() {}

    /** Returns whether TLS begins at once; empty: as the port says, or misread. */
    static Optional<Boolean> implicitTls(YamlMapping block) {
        return block.value("implicitTls", Form.BOOLEAN);
    }

    /** Returns user and password; that one of the two is missing is a problem. */
    static Optional<Credentials> credentials(YamlMapping block) {
        Optional<String> user = block.value("user", USER);
        Optional<Password> password = block.get("passwordFile").flatMap(SubmissionKeys::passwordOf);
        if (block.has("user") && !block.has("passwordFile")) {
            block.problem("passwordFile", "is missing, but user is set.", FILE);
        }
        if (block.has("passwordFile") && !block.has("user")) {
            block.problem("user", "is missing, but passwordFile is set.", USER.right());
        }
        return user.flatMap(name -> password.map(secret -> new Credentials(name, secret)));
    }

    /** Records a problem for the first of the keys where there is no next hop that they could be about. */
    static void refuseWithoutNextHop(YamlMapping block) {
        KeyCombinations.require(
                block,
                KEYS.stream().filter(block::has).limit(1).toList(),
                "nextHop",
                "Add nextHop, or remove this key: it applies to configured servers, not to MX hosts from the DNS.");
    }

    /** Returns the file's only line; a file that holds something else is a problem. */
    public static Optional<Password> passwordOf(YamlValue file) {
        return file.content().flatMap(bytes -> {
            Optional<String> password =
                    utf8(bytes).map(text -> text.replaceFirst("\\r?\\n$", "")).flatMap(SubmissionKeys::oneLine);
            if (password.isEmpty()) {
                file.problem("the file contains no password.", "Write the path of a file with one line of text.");
            }
            return password.map(Password::new);
        });
    }

    private static Optional<String> utf8(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** Returns the text if it is one line of something. */
    public static Optional<String> oneLine(String text) {
        return Optional.of(text).filter(given -> !given.isBlank() && given.matches("\\P{Cntrl}+"));
    }
}
