package dev.postern.sender;

import dev.postern.sender.AddressTokens.Kind;
import dev.postern.sender.AddressTokens.Token;
import dev.postern.tls.DnsName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Parses an address list (RFC 5322 §3.4, with groups and the obsolete syntax of §4.4) for the domains of its addresses.
 *
 * <p>Beyond the grammar only this is accepted, as it is common and says clearly enough what it names: dots anywhere in a
 * local part, and an unquoted address as display name before an address in angle brackets, which is then named too.
 */
final class MailboxList {

    private final List<Token> tokens;
    private final boolean isUtf8;
    private final Set<DnsName> domains = new LinkedHashSet<>();
    private boolean anyAddress;
    private int position;

    private MailboxList(FieldText field) throws MalformedAddressException {
        tokens = AddressTokens.of(field.text());
        isUtf8 = field.isUtf8();
    }

    /** The domains of all addresses in the list; address literals have none. */
    static Set<DnsName> domains(FieldText field) throws MalformedAddressException {
        var list = new MailboxList(field);
        list.addresses(true);
        if (!list.anyAddress) {
            throw new MalformedAddressException("no address"); // what looks like one stands in a comment or in quotes
        }
        return list.domains;
    }

    private void addresses(boolean groupsAllowed) throws MalformedAddressException {
        while (position < tokens.size()) {
            address(groupsAllowed);
            if (position == tokens.size() || (!groupsAllowed && at(';'))) {
                return;
            }
            expect(',');
        }
    }

    private void address(boolean groupsAllowed) throws MalformedAddressException {
        List<Token> before = untilAnyOf("<>,:;");
        if (at('<')) {
            displayName(before);
            position++;
            angleAddress();
            expect('>');
        } else if (groupsAllowed && at(':')) {
            if (before.isEmpty() || before.stream().anyMatch(token -> token.is('@'))) {
                throw new MalformedAddressException("a group without a name");
            }
            position++;
            group();
            expect(';');
        } else if (!before.isEmpty()) { // between two commas nothing may stand (§4.4, obs-addr-list)
            addrSpec(before);
        }
    }

    /** Of an empty group a reader shows the name, as that of an address without one. */
    private void group() throws MalformedAddressException {
        boolean before = anyAddress;
        anyAddress = false;
        addresses(false);
        if (!anyAddress) {
            throw new MalformedAddressException("a group without an address");
        }
        anyAddress |= before;
    }

    /** {@code bob@contoso.test <eve@evil.test>} shows the one address and is the other: both are named. */
    private void displayName(List<Token> phrase) {
        boolean anyAt = phrase.stream().anyMatch(token -> token.is('@'));
        var unquoted = new StringBuilder();
        for (Token token : phrase) {
            switch (token.kind()) {
                case SPECIAL -> unquoted.append(token.text());
                case ATOM -> {
                    boolean joins = endsWithAny(unquoted, "@.");
                    unquoted.append(joins ? "" : " ").append(token.text());
                }
                // bob@"contoso.test" shows an address
                case QUOTED, LITERAL -> unquoted.append(anyAt ? token.text() : " ");
            }
        }
        domains.addAll(LookAlikes.inPlain(unquoted.toString(), isUtf8));
    }

    private static boolean endsWithAny(StringBuilder text, String characters) {
        return !text.isEmpty() && characters.indexOf(text.charAt(text.length() - 1)) >= 0;
    }

    private void angleAddress() throws MalformedAddressException {
        List<Token> content = untilAnyOf("<>,:;");
        while (at(',') || at(':')) { // an obsolete route: @a,@b:user@c (§4.4)
            boolean last = at(':');
            if (!content.isEmpty()) {
                if (!content.get(0).is('@')) {
                    throw new MalformedAddressException("an invalid route");
                }
                domain(content.subList(1, content.size()));
            }
            position++;
            content = untilAnyOf("<>,:;");
            if (last) {
                break;
            }
        }
        if (content.isEmpty()) {
            throw new MalformedAddressException("no address"); // its display name is all that a reader can show
        }
        addrSpec(content);
    }

    private void addrSpec(List<Token> spec) throws MalformedAddressException {
        anyAddress = true;
        int at = 0;
        while (at < spec.size() && !spec.get(at).is('@')) {
            at++;
        }
        localPart(spec.subList(0, at));
        if (at == spec.size()) {
            throw new MalformedAddressException("an address without @");
        }
        domain(spec.subList(at + 1, spec.size()));
    }

    /** {@code "bob@contoso.test"@evil.test} shows the one address and is the other: both are named. */
    private void localPart(List<Token> part) throws MalformedAddressException {
        boolean afterWord = false;
        var text = new StringBuilder();
        for (Token token : part) {
            if ((token.isWord() && afterWord) || token.kind() == Kind.LITERAL) {
                throw new MalformedAddressException("an invalid local part");
            }
            afterWord = token.isWord();
            text.append(token.text());
            if (token.kind() == Kind.QUOTED) {
                domains.addAll(LookAlikes.inPlain(token.text(), isUtf8));
            }
        }
        // RFC 2047 §5: an encoded word must not appear in an addr-spec; some mail programs decode it nevertheless.
        if (text.isEmpty() || FieldText.hasEncodedWord(text.toString())) {
            throw new MalformedAddressException("an invalid local part");
        }
    }

    private void domain(List<Token> part) throws MalformedAddressException {
        if (part.size() == 1 && part.get(0).kind() == Kind.LITERAL) {
            if (!part.get(0).text().matches("(?i:IPv6:)?[0-9a-fA-F.:]+")) {
                throw new MalformedAddressException("an invalid address literal");
            }
            return;
        }
        var name = new StringBuilder();
        boolean afterAtom = false;
        for (Token token : part) {
            boolean atom = token.kind() == Kind.ATOM;
            if (atom ? afterAtom : !token.is('.')) {
                throw new MalformedAddressException("an invalid domain");
            }
            name.append(token.text());
            afterAtom = atom;
        }
        if (!isUtf8 && !name.chars().allMatch(c -> c < 128)) {
            throw new MalformedAddressException("a domain in an unknown character set");
        }
        domains.add(
                DnsName.parse(name.toString()).orElseThrow(() -> new MalformedAddressException("an invalid domain")));
    }

    private List<Token> untilAnyOf(String specials) {
        List<Token> found = new ArrayList<>();
        while (position < tokens.size()
                && !(tokens.get(position).kind() == Kind.SPECIAL
                        && specials.contains(tokens.get(position).text()))) {
            found.add(tokens.get(position++));
        }
        return found;
    }

    private boolean at(char special) {
        return position < tokens.size() && tokens.get(position).is(special);
    }

    private void expect(char special) throws MalformedAddressException {
        if (!at(special)) {
            throw new MalformedAddressException("no " + special + " where one must stand");
        }
        position++;
    }
}
