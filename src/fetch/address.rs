//! Which addresses may be asked: one pure function over [`IpAddr`].
//!
//! Fail closed: of IPv6 only the global unicast space is let through, and of that not the blocks that embed or
//! reserve something. Sources: the IANA special-purpose address registries, RFC 6890.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// IPv4 blocks that no public page lives in: first address, prefix length.
const REFUSED_V4: [(Ipv4Addr, u32); 15] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];

/// The IPv6 global unicast space: everything outside it is refused (loopback, link-local, NAT64, unique local, ..).
const PUBLIC_V6: (Ipv6Addr, u32) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// Blocks inside the global unicast space that are refused.
const REFUSED_V6: [(Ipv6Addr, u32); 4] = [
    // Protocol assignments: Teredo, ORCHID, benchmarking.
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    // Documentation.
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    // 6to4 embeds any IPv4 address.
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    // Documentation.
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

/// Whether an address is on the public Internet; an IPv4 address mapped into IPv6 is judged as what it is.
pub fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => !REFUSED_V4.iter().any(|(block, length)| is_in_v4(v4, *block, *length)),
        IpAddr::V6(v6) => {
            is_in_v6(v6, PUBLIC_V6.0, PUBLIC_V6.1)
                && !REFUSED_V6.iter().any(|(block, length)| is_in_v6(v6, *block, *length))
        }
    }
}

fn is_in_v4(address: Ipv4Addr, block: Ipv4Addr, length: u32) -> bool {
    (address.to_bits() ^ block.to_bits()).leading_zeros() >= length
}

fn is_in_v6(address: Ipv6Addr, block: Ipv6Addr, length: u32) -> bool {
    (address.to_bits() ^ block.to_bits()).leading_zeros() >= length
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(texts: &[&str], expected: bool) {
        for text in texts {
            assert_eq!(is_public(text.parse().expect(text)), expected, "{text}");
        }
    }

    #[test]
    fn every_refused_block_is_refused_from_its_first_address_to_its_last() {
        for (block, length) in REFUSED_V4 {
            let size = u32::MAX >> length;
            for offset in [0, 1, size / 2, size] {
                let address = Ipv4Addr::from_bits(block.to_bits() + offset);
                assert!(!is_public(IpAddr::V4(address)), "{address} of {block}/{length}");
                assert!(!is_public(IpAddr::V6(address.to_ipv6_mapped())), "mapped {address}");
            }
        }
        for (block, length) in REFUSED_V6 {
            let size = u128::MAX >> length;
            for offset in [0, 1, size / 2, size] {
                let address = Ipv6Addr::from_bits(block.to_bits() + offset);
                assert!(!is_public(IpAddr::V6(address)), "{address} of {block}/{length}");
            }
        }
    }

    #[test]
    fn the_neighbours_of_the_blocks_are_public() {
        check(
            &[
                "1.0.0.0",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.0.1.0",
                "192.0.3.0",
                "192.88.98.255",
                "192.88.100.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "198.51.99.255",
                "198.51.101.0",
                "203.0.112.255",
                "203.0.114.0",
                "223.255.255.255",
                "::ffff:8.8.8.8",
                "2000::1",
                "2001:200::1",
                "2001:db7:ffff::",
                "2001:db9::",
                "2003::1",
                "2600::",
                "3ffe:ffff::",
                "3fff:1000::",
                "3fff:ffff::1",
            ],
            true,
        );
    }

    #[test]
    fn forms_that_hide_an_address_are_refused() {
        check(
            &[
                "::",
                "::1",
                "::127.0.0.1",
                "::ffff:7f00:1",
                "::ffff:0:7f00:1",
                "64:ff9b::7f00:1",
                "64:ff9b::808:808",
                "64:ff9b:1::1",
                "100::1",
                "2002:7f00:1::",
                "2002:808:808::1",
                "2001:0:7f00:1::",
                "2001:20::1",
                "fe80::1",
                "fc00::1",
                "fd12:3456::1",
                "fec0::1",
                "ff02::1",
                "4000::1",
                "1fff:ffff::1",
                "255.255.255.255",
                "169.254.169.254",
            ],
            false,
        );
    }
}
