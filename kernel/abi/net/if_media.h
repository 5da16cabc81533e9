/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * if_media.h: media of network interfaces, as SIOCGIFMEDIA tells them: type,
 * subtype, options, flags and an instance in one number.
 */
#ifndef _NET_IF_MEDIA_H_
#define _NET_IF_MEDIA_H_

#define IFM_1000_CX	0x10
#define IFM_1000_FX	0xb
#define IFM_1000_LX	0xf
#define IFM_1000_SX	0xe
#define IFM_1000_T	0x11
#define IFM_100_FX	0x7
#define IFM_100_T2	0xa
#define IFM_100_T4	0x8
#define IFM_100_TX	0x6
#define IFM_100_VG	0x9
#define IFM_10G_CX4	0x14
#define IFM_10G_LR	0x12
#define IFM_10G_LRM	0x18
#define IFM_10G_SR	0x13
#define IFM_10G_T	0x1a
#define IFM_10G_TWINAX	0x16
#define IFM_10G_TWINAX_LONG	0x17
#define IFM_10_2	0x4
#define IFM_10_5	0x5
#define IFM_10_FL	0xd
#define IFM_10_STP	0xc
#define IFM_10_T	0x3
#define IFM_2500_SX	0x15
#define IFM_40G_CR4	0x1b
#define IFM_40G_LR4	0x1d
#define IFM_40G_SR4	0x1c
#define IFM_ACTIVE	0x2
#define IFM_ATM	0xa0
#define IFM_ATM_MM_155	0x7
#define IFM_ATM_MM_622	0xa
#define IFM_ATM_NOSCRAMB	0x200
#define IFM_ATM_SDH	0x100
#define IFM_ATM_SM_155	0x8
#define IFM_ATM_SM_622	0xb
#define IFM_ATM_TAXI_100	0x5
#define IFM_ATM_TAXI_140	0x6
#define IFM_ATM_UNASSIGNED	0x400
#define IFM_ATM_UNKNOWN	0x3
#define IFM_ATM_UTP_155	0x9
#define IFM_ATM_UTP_25	0x4
#define IFM_ATM_VIRTUAL	0xc
#define IFM_AUTO	0x0
#define IFM_AVALID	0x1
#define IFM_CARP	0xc0
#define IFM_ETHER	0x20
#define IFM_ETH_FCMASK	0xe00
#define IFM_ETH_FMASK	0x400e00
#define IFM_ETH_FORCEPAUSE	0x800
#define IFM_ETH_MASTER	0x100
#define IFM_ETH_RXPAUSE	0x200
#define IFM_ETH_TXPAUSE	0x400
#define IFM_FDX	0x100000
#define IFM_FLAG0	0x1000000
#define IFM_FLAG1	0x2000000
#define IFM_FLAG2	0x4000000
#define IFM_FLOW	0x400000
#define IFM_GMASK	0xff00000
#define IFM_HDX	0x200000
#define IFM_HPNA_1	0x12
#define IFM_IEEE80211	0x80
#define IFM_IEEE80211_11A	0x10000
#define IFM_IEEE80211_11B	0x20000
#define IFM_IEEE80211_11G	0x30000
#define IFM_IEEE80211_11NA	0x50000
#define IFM_IEEE80211_11NG	0x60000
#define IFM_IEEE80211_ADHOC	0x100
#define IFM_IEEE80211_DS1	0x5
#define IFM_IEEE80211_DS11	0x8
#define IFM_IEEE80211_DS2	0x6
#define IFM_IEEE80211_DS22	0x9
#define IFM_IEEE80211_DS354k	0x13
#define IFM_IEEE80211_DS5	0x7
#define IFM_IEEE80211_DS512k	0x14
#define IFM_IEEE80211_FH	0x40000
#define IFM_IEEE80211_FH1	0x3
#define IFM_IEEE80211_FH2	0x4
#define IFM_IEEE80211_HOSTAP	0x200
#define IFM_IEEE80211_IBSS	0x400
#define IFM_IEEE80211_MBSS	0x4000
#define IFM_IEEE80211_MCS	0x18
#define IFM_IEEE80211_MONITOR	0x2000
#define IFM_IEEE80211_OFDM12	0xc
#define IFM_IEEE80211_OFDM18	0xd
#define IFM_IEEE80211_OFDM24	0xe
#define IFM_IEEE80211_OFDM27	0x17
#define IFM_IEEE80211_OFDM3	0x15
#define IFM_IEEE80211_OFDM36	0xf
#define IFM_IEEE80211_OFDM4	0x16
#define IFM_IEEE80211_OFDM48	0x10
#define IFM_IEEE80211_OFDM54	0x11
#define IFM_IEEE80211_OFDM6	0xa
#define IFM_IEEE80211_OFDM72	0x12
#define IFM_IEEE80211_OFDM9	0xb
#define IFM_IEEE80211_TURBO	0x1000
#define IFM_IEEE80211_WDS	0x800
#define IFM_IMASK	0xf0000000
#define IFM_INST_MAX	0xf
#define IFM_ISHIFT	0x1c
#define IFM_LOOP	0x8000000
#define IFM_MANUAL	0x1
#define IFM_MMASK	0x70000
#define IFM_MSHIFT	0x10
#define IFM_NMASK	0xe0
#define IFM_NMAX	0xe0
#define IFM_NMIN	0x20
#define IFM_NONE	0x2
#define IFM_OMASK	0xff00
#define IFM_TMASK	0x1f
#define IFM_UNKNOWN	0x19

#define IFM_TYPE(x)	((x) & IFM_NMASK)
#define IFM_SUBTYPE(x)	((x) & IFM_TMASK)
#define IFM_TYPE_OPTIONS(x)	((x) & IFM_OMASK)
#define IFM_INST(x)	(((x) & IFM_IMASK) >> IFM_ISHIFT)
#define IFM_OPTIONS(x)	((x) & (IFM_OMASK | IFM_GMASK))
#define IFM_MAKEWORD(type, subtype, options, instance)			\
	((type) | (subtype) | (options) | ((instance) << IFM_ISHIFT))

#endif /* !_NET_IF_MEDIA_H_ */
