package dev.postern.sasl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** By the example of RFC 7677 §3, and what a server could do instead. */
class ScramExchangeTest {
    private static final String NONCE = "rOprNGfwEbeRWgbNEkqO";
    private static final String TOGETHER = NONCE + "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    private static final String CHALLENGE = "r=" + TOGETHER + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
    private static final String PROOF_OF_SERVER = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

    private static ScramExchange exchange(Optional<byte[]> endPoint) {
        return new ScramExchange(new Credentials("user", new Password("pencil")), endPoint, NONCE);
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.UTF_8);
    }

    @Test
    void theExampleOfTheRfc() throws SaslException {
        var exchange = exchange(Optional.empty());

        assertThat(exchange.mechanism()).isEqualTo("SCRAM-SHA-256");
        assertThat(exchange.initialResponse().map(ScramExchangeTest::text)).contains("n,,n=user,r=" + NONCE);
        assertThat(text(exchange.respond(octets(CHALLENGE))))
                .isEqualTo("c=biws,r=" + TOGETHER + ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
        assertThat(exchange.respond(octets(PROOF_OF_SERVER))).isEmpty();
        exchange.finish(Optional.empty());
    }

    @Test
    void theServersProofMayComeWithItsSuccess() throws SaslException {
        var exchange = exchange(Optional.empty());
        exchange.respond(octets(CHALLENGE));
        exchange.finish(Optional.of(octets(PROOF_OF_SERVER)));
    }

    @Test
    void withPlusTheCertificateIsPartOfWhatIsProved() throws SaslException {
        var exchange = exchange(Optional.of(new byte[] {1, 2, 3}));

        assertThat(exchange.mechanism()).isEqualTo("SCRAM-SHA-256-PLUS");
        assertThat(exchange.initialResponse().map(ScramExchangeTest::text))
                .contains("p=tls-server-end-point,,n=user,r=" + NONCE);
        String binding = Base64.getEncoder().encodeToString(octets("p=tls-server-end-point,,\1\2\3"));
        assertThat(text(exchange.respond(octets(CHALLENGE)))).startsWith("c=" + binding + ",r=" + TOGETHER + ",p=");
    }

    @Test
    void aServerThatDoesNotKnowThePassword() throws SaslException {
        var silent = exchange(Optional.empty());
        silent.respond(octets(CHALLENGE));
        assertThatThrownBy(() -> silent.finish(Optional.empty())).isInstanceOf(SaslException.class);

        var wrong = exchange(Optional.empty());
        wrong.respond(octets(CHALLENGE));
        assertThatThrownBy(() -> wrong.respond(octets("v=AAAA"))).isInstanceOf(SaslException.class);

        var hasty = exchange(Optional.empty());
        assertThatThrownBy(() -> hasty.finish(Optional.empty())).isInstanceOf(SaslException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "e=other-error",
                "r=other,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
                "r=" + NONCE + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", // without a part of the server's own
                "m=ext,r=" + TOGETHER + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
                "r=" + TOGETHER + ",s=,i=4096",
                "r=" + TOGETHER + ",s=?,i=4096",
                "r=" + TOGETHER + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=1",
                "r=" + TOGETHER + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4095",
                "r=" + TOGETHER + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=1000001",
                "r=" + TOGETHER + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=999999999",
                "r=" + TOGETHER + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=-1"
            })
    void aChallengeThatIsNone(String challenge) {
        assertThatThrownBy(() -> exchange(Optional.empty()).respond(octets(challenge)))
                .isInstanceOf(SaslException.class);
    }

    @Test
    void aNameWithTheMechanismsOwnCharacters() {
        var exchange = new ScramExchange(new Credentials("a=b,c", new Password("x")), Optional.empty(), NONCE);

        assertThat(exchange.initialResponse().map(ScramExchangeTest::text)).contains("n,,n=a=3Db=2Cc,r=" + NONCE);
    }
}
