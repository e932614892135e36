package dev.postern.smtpclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The group of a key exchange, from what a server says before encryption begins; and nothing from what makes no sense. */
class ServerFlightTest {
    private static final String RANDOM = "ab".repeat(32);
    private static final String CHANGE_CIPHER_SPEC = "140303000101";
    private static final String ENCRYPTED = "17030300020000";

    private static String record(String handshake) {
        return "160303%04x%s".formatted(handshake.length() / 2, handshake);
    }

    private static String message(int type, String body) {
        return "%02x%06x%s".formatted(type, body.length() / 2, body);
    }

    /** With the extension supported_versions before key_share. */
    private static String hello(String keyShare) {
        String extensions = "002b00020304" + "0033%04x%s".formatted(keyShare.length() / 2, keyShare);
        return message(
                2, "0303" + RANDOM + "00" + "1301" + "00" + "%04x".formatted(extensions.length() / 2) + extensions);
    }

    private static Optional<String> group(String hex) throws IOException {
        return group(HexFormat.of().parseHex(hex));
    }

    private static Optional<String> group(byte[] octets) throws IOException {
        var flight = new ServerFlight(new ByteArrayInputStream(octets));
        assertThat(flight.readAllBytes()).isEqualTo(octets);
        return flight.group();
    }

    @Test
    void ofTls13ItIsThatOfTheKeyShare() throws IOException {
        assertThat(group(record(hello("001d0002aaaa")) + CHANGE_CIPHER_SPEC + ENCRYPTED))
                .contains("x25519");
    }

    @Test
    void afterARetryItIsThatOfTheSecondHello() throws IOException {
        assertThat(group(record(hello("0017")) + CHANGE_CIPHER_SPEC + record(hello("00180002aaaa")) + ENCRYPTED))
                .contains("secp384r1");
    }

    @Test
    void ofTls12ItIsThatOfTheServersKeyExchange() throws IOException {
        String hello = message(2, "0303" + RANDOM + "00" + "c02b" + "00");
        String certificate = message(11, "00".repeat(2000));
        String all = hello + certificate + message(12, "03" + "0017" + "0141");

        // Messages are cut into records wherever the server likes.
        assertThat(group(record(all.substring(0, 500)) + record(all.substring(500)) + CHANGE_CIPHER_SPEC))
                .contains("secp256r1");
    }

    @Test
    void aGroupWithoutANameIsANumber() throws IOException {
        assertThat(group(record(hello("fe300002aaaa")))).contains("0xfe30");
    }

    @Test
    void whatIsEncryptedIsNotRead() throws IOException {
        assertThat(group(ENCRYPTED + record(hello("001d0002aaaa")))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "16",
                "1603030000",
                "160303ffff02",
                "1603030004020000ff",
                "16030300050200000100",
                "323230206772656574696e67730d0a"
            })
    void whatMakesNoSenseTellsNoGroup(String hex) throws IOException {
        assertThat(group(hex)).isEmpty();
    }

    @Test
    void nothingThatAServerSendsIsAnError() {
        var random = new Random(4711);
        byte[] good = HexFormat.of().parseHex(record(hello("001d0002aaaa")) + CHANGE_CIPHER_SPEC);
        for (int i = 0; i < 20_000; i++) {
            byte[] octets = good.clone();
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                octets[random.nextInt(octets.length)] = (byte) random.nextInt(256);
            }
            assertThatCode(() -> group(octets)).doesNotThrowAnyException();
        }
    }

    @Test
    void aServerThatSendsWithoutEndFillsNoMemory() throws IOException {
        byte[] octets = new byte[10_000_000];
        octets[0] = 22;

        assertThatCode(() -> group(octets)).doesNotThrowAnyException();
    }
}
