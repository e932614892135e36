package dev.postern.sasl;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * SCRAM-SHA-256 and SCRAM-SHA-256-PLUS (RFC 5802, RFC 7677): the password never travels, and the server proves that it knows it. With
 * PLUS the exchange is bound to the certificate of the connection (RFC 5929 §4).
 */
final class ScramExchange implements SaslExchange {
    /** RFC 7677 §4 asks for no fewer. */
    private static final int FEWEST_ITERATIONS = 4096;
    /** A server must not keep a worker busy for as long as it likes. */
    private static final int MOST_ITERATIONS = 1_000_000;

    private static final int KEY_BITS = 256;

    private final Credentials credentials;
    private final Optional<byte[]> endPoint;
    private final String gs2Header;
    private final String nonce;
    private final String clientFirst;
    private byte[] serverSignature = {};
    private boolean verified;

    /**
     * @param endPoint with PLUS: the digest that stands for the server's certificate
     * @param nonce printable, without commas, different each time
     */
    ScramExchange(Credentials credentials, Optional<byte[]> endPoint, String nonce) {
        this.credentials = credentials;
        this.endPoint = endPoint;
        // "n": without PLUS no binding is claimed. "y" would end at a server whose PLUS has other kinds of binding than
        // ours.
        this.gs2Header = endPoint.isPresent() ? "p=tls-server-end-point,," : "n,,";
        this.nonce = nonce;
        this.clientFirst = "n=" + escaped(prepared(credentials.user())) + ",r=" + nonce;
    }

    @Override
    public String mechanism() {
        return endPoint.isPresent() ? "SCRAM-SHA-256-PLUS" : "SCRAM-SHA-256";
    }

    @Override
    public Optional<byte[]> initialResponse() {
        return Optional.of(ascii(gs2Header + clientFirst));
    }

    @Override
    public byte[] respond(byte[] challenge) throws SaslException {
        String text = new String(challenge, StandardCharsets.UTF_8);
        if (serverSignature.length > 0) { // the server's last message came as a challenge, as many servers send it
            verify(text);
            return new byte[0];
        }
        Map<String, String> said = attributes(text);
        String together = said.getOrDefault("r", "");
        if (said.containsKey("m") || !together.startsWith(nonce) || together.length() == nonce.length()) {
            throw new SaslException("the server sent an invalid SCRAM challenge");
        }
        byte[] binding = ascii(gs2Header);
        if (endPoint.isPresent()) {
            binding = Arrays.copyOf(binding, binding.length + endPoint.get().length);
            System.arraycopy(endPoint.get(), 0, binding, gs2Header.length(), endPoint.get().length);
        }
        String withoutProof = "c=" + Base64.getEncoder().encodeToString(binding) + ",r=" + together;
        byte[] authMessage = (clientFirst + "," + text + "," + withoutProof).getBytes(StandardCharsets.UTF_8);
        byte[] salted = salted(salt(said.getOrDefault("s", "")), iterations(said.getOrDefault("i", "")));
        byte[] clientKey = hmac(salted, ascii("Client Key"));
        byte[] proof = xor(clientKey, hmac(sha256(clientKey), authMessage));
        serverSignature = hmac(hmac(salted, ascii("Server Key")), authMessage);
        return ascii(withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof));
    }

    @Override
    public void finish(Optional<byte[]> additional) throws SaslException {
        if (additional.isPresent()) {
            verify(new String(additional.get(), StandardCharsets.UTF_8));
        }
        if (!verified) {
            throw new SaslException("the server did not prove that it knows the password");
        }
    }

    private void verify(String text) throws SaslException {
        byte[] signature;
        try {
            signature = Base64.getDecoder().decode(attributes(text).getOrDefault("v", ""));
        } catch (IllegalArgumentException e) {
            signature = new byte[0];
        }
        if (serverSignature.length == 0 || !MessageDigest.isEqual(signature, serverSignature)) {
            throw new SaslException("the server did not prove that it knows the password");
        }
        verified = true;
    }

    private static byte[] salt(String text) throws SaslException {
        try {
            byte[] salt = Base64.getDecoder().decode(text);
            if (salt.length > 0) {
                return salt;
            }
        } catch (IllegalArgumentException e) {
            // as if there were none
        }
        throw new SaslException("the server's challenge has no salt");
    }

    private static int iterations(String text) throws SaslException {
        int iterations = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
        if (iterations < FEWEST_ITERATIONS || iterations > MOST_ITERATIONS) {
            throw new SaslException("the server asks for " + (text.matches("[0-9]{1,20}") ? text : "no number of")
                    + " iterations, which is not from " + FEWEST_ITERATIONS + " to " + MOST_ITERATIONS);
        }
        return iterations;
    }

    private byte[] salted(byte[] salt, int iterations) {
        char[] password = prepared(credentials.password().text()).toCharArray();
        var spec = new PBEKeySpec(password, salt, iterations, KEY_BITS);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has PBKDF2 with HMAC-SHA-256", e);
        } finally {
            spec.clearPassword();
            Arrays.fill(password, ' ');
        }
    }

    private static byte[] hmac(byte[] key, byte[] message) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has HMAC-SHA-256", e);
        }
    }

    private static byte[] sha256(byte[] octets) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(octets);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    private static byte[] xor(byte[] one, byte[] other) {
        byte[] result = one.clone();
        for (int i = 0; i < result.length; i++) {
            result[i] ^= other[i];
        }
        return result;
    }

    private static Map<String, String> attributes(String message) {
        Map<String, String> attributes = new HashMap<>();
        for (String part : message.split(",", -1)) {
            if (part.length() > 1 && part.charAt(1) == '=') {
                attributes.putIfAbsent(part.substring(0, 1), part.substring(2));
            }
        }
        return attributes;
    }

    /** SASLprep (RFC 4013) for what people type: compatibility characters become those that they stand for. */
    private static String prepared(String text) {
        return Normalizer.normalize(text.replace('\u00a0', ' '), Normalizer.Form.NFKC);
    }

    private static String escaped(String name) {
        return name.replace("=", "=3D").replace(",", "=2C");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
